using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

// Written by `dotnet run -c Release --project benchmarks/ExprGrad.Benchmarks -- generate`; not by hand.
internal sealed partial class RandomFormula
{
    private static readonly Expression<RandomFunction> s_function = (a, b, c, d, e, f, g, h) =>
        (d * d + (h + b) + c) * ((a + h + h) / (f + h) * (a * (a + a))) + (((h + h / g) / (e + e) - d * f * (e
        - (c + e) - (h + (a + (f - e)) - b * c * g))) * (a - f - (h * h - h)) + (((f / e + b / (f * g)) * d - h)
        * b * (e * f) + (e + e))) * ((c * c - (d - a - (b - e - f)) * (f + d)) * ((d - h) * ((c - h) * (g + c
        + b))) - (g * g * (a + f) * d * (h / (f - e)) - ((d * e * (f - e * d) * c + (a / g * e - (d + (d + (b
        * h - a))))) / (h + d + e) + (g - (a - h))) / (d + (c + g) + (c - b * ((c + f) / (a * e) * c)))));

    protected override RandomGradient ByHand { get; } = (
        double a,
        double b,
        double c,
        double d,
        double e,
        double f,
        double g,
        double h,
        out double da,
        out double db,
        out double dc,
        out double dd,
        out double de,
        out double df,
        out double dg,
        out double dh) =>
    {
        double v1 = d * d;
        double v2 = b + h;
        double v3 = v1 + v2;
        double v4 = c + v3;
        double v5 = a + h;
        double v6 = h + v5;
        double v7 = f + h;
        double v8 = v6 / v7;
        double v9 = a + a;
        double v10 = a * v9;
        double v11 = v10 * v8;
        double v12 = v11 * v4;
        double v13 = h / g;
        double v14 = h + v13;
        double v15 = e + e;
        double v16 = v14 / v15;
        double v17 = d * f;
        double v18 = c + e;
        double v19 = e - v18;
        double v20 = f - e;
        double v21 = a + v20;
        double v22 = h + v21;
        double v23 = b * c;
        double v24 = g * v23;
        double v25 = v22 - v24;
        double v26 = v19 - v25;
        double v27 = v17 * v26;
        double v28 = v16 - v27;
        double v29 = a - f;
        double v30 = h * h;
        double v31 = v30 - h;
        double v32 = v29 - v31;
        double v33 = v28 * v32;
        double v34 = f / e;
        double v35 = f * g;
        double v36 = b / v35;
        double v37 = v34 + v36;
        double v38 = d * v37;
        double v39 = v38 - h;
        double v40 = b * v39;
        double v41 = e * f;
        double v42 = v40 * v41;
        double v43 = v15 + v42;
        double v44 = v33 + v43;
        double v45 = c * c;
        double v46 = d - a;
        double v47 = b - e;
        double v48 = v47 - f;
        double v49 = v46 - v48;
        double v50 = d + f;
        double v51 = v49 * v50;
        double v52 = v45 - v51;
        double v53 = d - h;
        double v54 = c - h;
        double v55 = c + g;
        double v56 = b + v55;
        double v57 = v54 * v56;
        double v58 = v53 * v57;
        double v59 = v52 * v58;
        double v60 = g * g;
        double v61 = a + f;
        double v62 = v60 * v61;
        double v63 = d * v62;
        double v64 = h / v20;
        double v65 = v63 * v64;
        double v66 = d * e;
        double v67 = f - v66;
        double v68 = v66 * v67;
        double v69 = c * v68;
        double v70 = a / g;
        double v71 = e * v70;
        double v72 = b * h;
        double v73 = v72 - a;
        double v74 = d + v73;
        double v75 = d + v74;
        double v76 = v71 - v75;
        double v77 = v69 + v76;
        double v78 = d + h;
        double v79 = e + v78;
        double v80 = v77 / v79;
        double v81 = a - h;
        double v82 = g - v81;
        double v83 = v80 + v82;
        double v84 = d + v55;
        double v85 = c + f;
        double v86 = a * e;
        double v87 = v85 / v86;
        double v88 = c * v87;
        double v89 = b * v88;
        double v90 = c - v89;
        double v91 = v84 + v90;
        double v92 = v83 / v91;
        double v93 = v65 - v92;
        double v94 = v59 - v93;
        double v95 = v44 * v94;
        double v96 = v12 + v95;

        double b97 = v44 / v91;
        double b98 = b97 * v92;
        double b99 = b98 * v88;
        double b100 = b * b98;
        double b101 = b100 * c;
        double b102 = b100 * v87;
        double b103 = b101 / v86;
        double b104 = b103 * v87;
        double b105 = b104 * e;
        double b106 = a * b104;
        double b107 = b97 / v79;
        double b108 = b107 * v80;
        double b109 = b107 * h;
        double b110 = b * b107;
        double b111 = b107 * e;
        double b112 = b107 * v70;
        double b113 = b111 / g;
        double b114 = b113 * v70;
        double b115 = b107 * c;
        double b116 = b107 * v68;
        double b117 = b115 * v67;
        double b118 = b115 * v66;
        double b119 = b117 - b118;
        double b120 = b119 * e;
        double b121 = b119 * d;
        double b122 = v44 * v64;
        double b123 = v44 * v63;
        double b124 = b123 / v20;
        double b125 = b124 * v64;
        double b126 = b122 * d;
        double b127 = b122 * v62;
        double b128 = b126 * v61;
        double b129 = b126 * v60;
        double b130 = b128 * g;
        double b131 = v44 * v58;
        double b132 = v44 * v52;
        double b133 = b132 * v57;
        double b134 = b132 * v53;
        double b135 = b134 * v56;
        double b136 = b134 * v54;
        double b137 = b136 - b98;
        double b138 = b131 * v50;
        double b139 = b131 * v49;
        double b140 = b131 * c;
        double b141 = v41 * v94;
        double b142 = v40 * v94;
        double b143 = b142 * f;
        double b144 = b142 * e;
        double b145 = b * b141;
        double b146 = b141 * v39;
        double b147 = b145 * d;
        double b148 = b145 * v37;
        double b149 = b147 / v35;
        double b150 = b149 * v36;
        double b151 = b150 * g;
        double b152 = b150 * f;
        double b153 = b147 / e;
        double b154 = b153 * v34;
        double b155 = v32 * v94;
        double b156 = v28 * v94;
        double b157 = b156 * h;
        double b158 = b155 * v26;
        double b159 = b155 * v17;
        double b160 = b159 * g;
        double b161 = b159 * v23;
        double b162 = b160 * c;
        double b163 = b * b160;
        double b164 = b125 + b159;
        double b165 = b158 * f;
        double b166 = b158 * d;
        double b167 = b155 / v15;
        double b168 = b167 * v16;
        double b169 = v94 - b168;
        double b170 = b167 / g;
        double b171 = b170 * v13;
        double b172 = v10 * v4;
        double b173 = v4 * v8;
        double b174 = b173 * v9;
        double b175 = a * b173;
        double b176 = b172 / v7;
        double b177 = b176 * v8;
        double b178 = d * v11;
        da = b107 + b113 + b138 + b156 + b159 + b174 + 2 * b175 + b176 - b105 - b97 - b129;
        db = b99 + b136 + b138 + b146 + b149 + v11 - b109 - b162;
        dc = b102 + b103 + b116 + b137 + b135 + 2 * b140 + b159 + v11 - b98 - b163;
        dd = b120 + b133 + b148 + 2 * b178 - b98 - b108 - 2 * b107 - b127 - b139 - b138 - b165;
        de = b112 + b121 + b143 + b159 + 2 * b169 - b106 - b108 - b138 - b154 - b164 - b159;
        df = b103 + b118 + b144 + b153 + b164 - b129 - b139 - b138 - b151 - b156 - b166 - b177;
        dg = b97 + b137 - b114 - 2 * b130 - b152 - b161 - b171;
        dh = b97 + b156 + b159 + b167 + b170 + 2 * b176 + v11 - b108 - b110 - b124 - b135 - b133 - b145 - 2 * b157 - b177;
        return v96;
    };

    private static TapeDouble OnTape(
        TapeDouble a, TapeDouble b, TapeDouble c, TapeDouble d, TapeDouble e, TapeDouble f, TapeDouble g, TapeDouble h)
    {
        var v1 = d * d;
        var v2 = b + h;
        var v3 = v1 + v2;
        var v4 = c + v3;
        var v5 = a + h;
        var v6 = h + v5;
        var v7 = f + h;
        var v8 = v6 / v7;
        var v9 = a + a;
        var v10 = a * v9;
        var v11 = v10 * v8;
        var v12 = v11 * v4;
        var v13 = h / g;
        var v14 = h + v13;
        var v15 = e + e;
        var v16 = v14 / v15;
        var v17 = d * f;
        var v18 = c + e;
        var v19 = e - v18;
        var v20 = f - e;
        var v21 = a + v20;
        var v22 = h + v21;
        var v23 = b * c;
        var v24 = g * v23;
        var v25 = v22 - v24;
        var v26 = v19 - v25;
        var v27 = v17 * v26;
        var v28 = v16 - v27;
        var v29 = a - f;
        var v30 = h * h;
        var v31 = v30 - h;
        var v32 = v29 - v31;
        var v33 = v28 * v32;
        var v34 = f / e;
        var v35 = f * g;
        var v36 = b / v35;
        var v37 = v34 + v36;
        var v38 = d * v37;
        var v39 = v38 - h;
        var v40 = b * v39;
        var v41 = e * f;
        var v42 = v40 * v41;
        var v43 = v15 + v42;
        var v44 = v33 + v43;
        var v45 = c * c;
        var v46 = d - a;
        var v47 = b - e;
        var v48 = v47 - f;
        var v49 = v46 - v48;
        var v50 = d + f;
        var v51 = v49 * v50;
        var v52 = v45 - v51;
        var v53 = d - h;
        var v54 = c - h;
        var v55 = c + g;
        var v56 = b + v55;
        var v57 = v54 * v56;
        var v58 = v53 * v57;
        var v59 = v52 * v58;
        var v60 = g * g;
        var v61 = a + f;
        var v62 = v60 * v61;
        var v63 = d * v62;
        var v64 = h / v20;
        var v65 = v63 * v64;
        var v66 = d * e;
        var v67 = f - v66;
        var v68 = v66 * v67;
        var v69 = c * v68;
        var v70 = a / g;
        var v71 = e * v70;
        var v72 = b * h;
        var v73 = v72 - a;
        var v74 = d + v73;
        var v75 = d + v74;
        var v76 = v71 - v75;
        var v77 = v69 + v76;
        var v78 = d + h;
        var v79 = e + v78;
        var v80 = v77 / v79;
        var v81 = a - h;
        var v82 = g - v81;
        var v83 = v80 + v82;
        var v84 = d + v55;
        var v85 = c + f;
        var v86 = a * e;
        var v87 = v85 / v86;
        var v88 = c * v87;
        var v89 = b * v88;
        var v90 = c - v89;
        var v91 = v84 + v90;
        var v92 = v83 / v91;
        var v93 = v65 - v92;
        var v94 = v59 - v93;
        var v95 = v44 * v94;
        var v96 = v12 + v95;
        return v96;
    }
}
