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
        double r8 = 1 / v7;
        double v9 = r8 * v6;
        double v10 = a + a;
        double v11 = a * v10;
        double v12 = v11 * v9;
        double v13 = v12 * v4;
        double r14 = 1 / g;
        double v15 = h * r14;
        double v16 = h + v15;
        double v17 = e + e;
        double r18 = 1 / v17;
        double v19 = r18 * v16;
        double v20 = d * f;
        double v21 = c + e;
        double v22 = e - v21;
        double v23 = f - e;
        double v24 = a + v23;
        double v25 = h + v24;
        double v26 = b * c;
        double v27 = g * v26;
        double v28 = v25 - v27;
        double v29 = v22 - v28;
        double v30 = v20 * v29;
        double v31 = v19 - v30;
        double v32 = a - f;
        double v33 = h * h;
        double v34 = v33 - h;
        double v35 = v32 - v34;
        double v36 = v31 * v35;
        double r37 = 1 / e;
        double v38 = f * r37;
        double v39 = f * g;
        double r40 = 1 / v39;
        double v41 = b * r40;
        double v42 = v38 + v41;
        double v43 = d * v42;
        double v44 = v43 - h;
        double v45 = b * v44;
        double v46 = e * f;
        double v47 = v45 * v46;
        double v48 = v17 + v47;
        double v49 = v36 + v48;
        double v50 = c * c;
        double v51 = d - a;
        double v52 = b - e;
        double v53 = v52 - f;
        double v54 = v51 - v53;
        double v55 = d + f;
        double v56 = v54 * v55;
        double v57 = v50 - v56;
        double v58 = d - h;
        double v59 = c - h;
        double v60 = c + g;
        double v61 = b + v60;
        double v62 = v59 * v61;
        double v63 = v58 * v62;
        double v64 = v57 * v63;
        double v65 = g * g;
        double v66 = a + f;
        double v67 = v65 * v66;
        double v68 = d * v67;
        double r69 = 1 / v23;
        double v70 = h * r69;
        double v71 = v68 * v70;
        double v72 = d * e;
        double v73 = f - v72;
        double v74 = v72 * v73;
        double v75 = c * v74;
        double v76 = a * r14;
        double v77 = e * v76;
        double v78 = b * h;
        double v79 = v78 - a;
        double v80 = d + v79;
        double v81 = d + v80;
        double v82 = v77 - v81;
        double v83 = v75 + v82;
        double v84 = d + h;
        double v85 = e + v84;
        double r86 = 1 / v85;
        double v87 = r86 * v83;
        double v88 = a - h;
        double v89 = g - v88;
        double v90 = v87 + v89;
        double v91 = d + v60;
        double v92 = c + f;
        double v93 = a * e;
        double r94 = 1 / v93;
        double v95 = r94 * v92;
        double v96 = c * v95;
        double v97 = b * v96;
        double v98 = c - v97;
        double v99 = v91 + v98;
        double r100 = 1 / v99;
        double v101 = r100 * v90;
        double v102 = v71 - v101;
        double v103 = v64 - v102;
        double v104 = v103 * v49;
        double v105 = v104 + v13;

        double b106 = r100 * v49;
        double b107 = b106 * v101;
        double b108 = b107 * v96;
        double b109 = b * b107;
        double b110 = b109 * c;
        double b111 = b109 * v95;
        double b112 = b110 * r94;
        double b113 = b112 * v95;
        double b114 = b113 * e;
        double b115 = a * b113;
        double b116 = b106 * r86;
        double b117 = b116 * v87;
        double b118 = b116 * h;
        double b119 = b * b116;
        double b120 = b116 * e;
        double b121 = b116 * v76;
        double b122 = b120 * r14;
        double b123 = b122 * v76;
        double b124 = b116 * c;
        double b125 = b116 * v74;
        double b126 = b124 * v73;
        double b127 = b124 * v72;
        double b128 = b126 - b127;
        double b129 = b128 * e;
        double b130 = b128 * d;
        double b131 = v49 * v70;
        double b132 = v49 * v68;
        double b133 = b132 * r69;
        double b134 = b133 * v70;
        double b135 = b131 * d;
        double b136 = b131 * v67;
        double b137 = b135 * v66;
        double b138 = b135 * v65;
        double b139 = b137 * g;
        double b140 = v49 * v63;
        double b141 = v49 * v57;
        double b142 = b141 * v62;
        double b143 = b141 * v58;
        double b144 = b143 * v61;
        double b145 = b143 * v59;
        double b146 = b145 - b107;
        double b147 = b140 * v55;
        double b148 = b140 * v54;
        double b149 = b140 * c;
        double b150 = v103 * v46;
        double b151 = v103 * v45;
        double b152 = b151 * f;
        double b153 = b151 * e;
        double b154 = b * b150;
        double b155 = b150 * v44;
        double b156 = b154 * d;
        double b157 = b154 * v42;
        double b158 = b156 * r40;
        double b159 = b158 * v41;
        double b160 = b159 * g;
        double b161 = b159 * f;
        double b162 = b156 * r37;
        double b163 = b162 * v38;
        double b164 = v103 * v35;
        double b165 = v103 * v31;
        double b166 = b165 * h;
        double b167 = b164 * v29;
        double b168 = b164 * v20;
        double b169 = b168 * g;
        double b170 = b168 * v26;
        double b171 = b169 * c;
        double b172 = b * b169;
        double b173 = b134 + b168;
        double b174 = b167 * f;
        double b175 = b167 * d;
        double b176 = b164 * r18;
        double b177 = b176 * v19;
        double b178 = v103 - b177;
        double b179 = b176 * r14;
        double b180 = b179 * v15;
        double b181 = v11 * v4;
        double b182 = v4 * v9;
        double b183 = b182 * v10;
        double b184 = a * b182;
        double b185 = b181 * r8;
        double b186 = b185 * v9;
        double b187 = d * v12;
        da = b116 + b122 + b147 + b165 + b168 + b183 + 2 * b184 + b185 - b114 - b106 - b138;
        db = b108 + b145 + b147 + b155 + b158 + v12 - b118 - b171;
        dc = b111 + b112 + b125 + b146 + b144 + 2 * b149 + b168 + v12 - b107 - b172;
        dd = b129 + b142 + b157 + 2 * b187 - b107 - b117 - 2 * b116 - b136 - b148 - b147 - b174;
        de = b121 + b130 + b152 + b168 + 2 * b178 - b115 - b117 - b147 - b163 - b173 - b168;
        df = b112 + b127 + b153 + b162 + b173 - b138 - b148 - b147 - b160 - b165 - b175 - b186;
        dg = b106 + b146 - b123 - 2 * b139 - b161 - b170 - b180;
        dh = b106 + b165 + b168 + b176 + b179 + 2 * b185 + v12 - b117 - b119 - b133 - b144 - b142 - b154 - 2 * b166 - b186;
        return v105;
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
