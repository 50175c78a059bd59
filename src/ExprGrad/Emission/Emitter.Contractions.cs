using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Matrices;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Contractions;

namespace ExprGrad.Emission;

/// <summary>
/// Products of matrices. A function that has some is written twice, as fused loops and with calls of the kernel, whose operands and results are kept in arrays: which of
/// the two runs depends on the sizes.
/// </summary>
internal sealed partial class Emitter
{
    private int? _kernelSlot;

    private (Expression? Value, Dictionary<Slot, Expression> Scalars) EmitEither(Schedule contracted, EmissionContext root)
    {
        var loops = _schedule;
        var program = loops.Program;
        var pays = Pays(contracted.Facts.Contracted!, root);
        var value = program.Value is { } node ? Variable(node.Type, Name(node)) : null;
        var scalars = program.Scalars.ToDictionary(output => output.Of, output => (Expression)Variable(output.Value.Type, output.Of.Name));
        var arms = new[] { contracted, loops }.Select(schedule =>
        {
            BeginAlternative();
            _schedule = schedule;
            var arm = root.Alternative(schedule.Root);
            var results = EmitFunction(arm);
            if (value is not null) arm.Code.Add(Expression.Assign(value, results.Value!));
            foreach (var (slot, scalar) in scalars) arm.Code.Add(Expression.Assign(scalar, results.Scalars[slot]));
            return Void(arm.Code);
        }).ToArray();
        root.Code.Add(Either(pays, arms[0], arms[1]));
        return (value, scalars);
    }

    // Variables are one alternative's own, so that the methods of the two, if they are split, hand nothing to each other.
    private void BeginAlternative()
    {
        _locals.Clear();
        _totals.Clear();
        _laneLocals.Clear();
        _best.Clear();
        _laneBest.Clear();
        _windows.Clear();
    }

    private Expression Pays(ContractedProgram contracted, EmissionContext root) => contracted.Sizes.Select(size => (Expression)Expression.Call(
        typeof(ContractionSize), nameof(ContractionSize.Pays), null,
        [.. size.Select(bound => Value(bound, root)), Expression.Constant(contracted.Size.ShortestExtent), Expression.Constant(contracted.Size.FewestTerms)])).Aggregate(Expression.OrElse);

    private void EmitProduct(MultiplyMatrices statement, EmissionContext at)
    {
        var product = statement.Contraction;
        var (rows, columns, inner) = (Value(product.Row.Bound, at), Value(product.Column.Bound, at), Value(product.Inner.Bound, at));
        var isWhole = statement.Output is null && product.IsWhole;
        var target = statement.Output is { } output ? View(output, rows, columns, at) : View(product, rows, columns, at);
        Expression[] arguments =
        [
            View(product.Left, rows, inner, at), View(product.Right, inner, columns, at), target,
            Expression.Constant(isWhole ? ProductMode.Set : product.IsNegated ? ProductMode.Subtract : ProductMode.Add), Workspace(), Expression.Constant(KernelSlot()),
        ];
        Type[] scalar = [product.Sum.Type];
        var multiply = _schedule.Facts.Contracted!.Kernel is { Path: not null } library
            ? Expression.Call(typeof(CblasProduct), nameof(CblasProduct.Run), scalar, [.. arguments, Expression.Constant(library)])
            : _schedule.SmallestBlock is { } smallest
            ? Expression.Call(typeof(MatrixProduct), nameof(MatrixProduct.RunInBlocks), scalar, [.. arguments, Expression.Constant(Threads), Expression.Constant(smallest)])
            : Expression.Call(typeof(MatrixProduct), nameof(MatrixProduct.Run), scalar, arguments);

        // Indices of loops that don't run are in no range.
        var runs = new[] { rows, columns, inner }.Select(extent => Expression.GreaterThan(extent, None)).Aggregate(Expression.AndAlso);
        if (!isWhole)
        {
            at.Code.Add(Expression.IfThen(runs, multiply));
            return;
        }

        var placement = _schedule.Placements[product.Sum];
        at.Code.Add(Expression.IfThenElse(runs, multiply, Expression.Call(CurrentPart(Buffer(placement), LoopsAround(placement), at), nameof(Span<int>.Clear), null)));
    }

    // The kernel's copies, and with threads what they work on.
    private int KernelSlot()
    {
        if (_kernelSlot is { } slot) return slot;
        _kernelSlot = _bufferCount;
        _bufferCount += 2;
        return _kernelSlot.Value;
    }

    private NewExpression View(Contraction product, Expression rows, Expression columns, EmissionContext at)
    {
        var graph = _schedule.Program.Graph;
        return View(_schedule.Placements[product.Sum], axis => AffineIndex.Along(graph, axis, product.Row, product.Column), rows, columns, at);
    }

    private NewExpression View(OutputProduct output, Expression rows, Expression columns, EmissionContext at) => View(RowOf(output.Of, output.Places, at).Row, output.Indices, rows, columns, at);

    private NewExpression View(MatrixOperand matrix, Expression rows, Expression columns, EmissionContext at)
    {
        if (!matrix.IsLoaded) return View(_schedule.Placements[matrix.Source], axis => matrix.IndexAlong(axis, _schedule.Program.Graph), rows, columns, at);
        var access = Root(matrix.Source) ?? Row(matrix.Source, matrix.Source.Axes, home => Value(matrix.Source, home), at);
        return View(access, matrix.Indices, rows, columns, at);
    }

    private NewExpression View(ArrayAccess access, AffineIndex[] indices, Expression rows, Expression columns, EmissionContext at)
    {
        Expression Flat(Func<AffineIndex, Node?> part)
        {
            Expression[] parts = [.. indices.Select(index => part(index) is { } node ? Value(node, at) : None)];
            return parts.Length == 1 ? parts[0] : Integers.Sum(Integers.Product(parts[0], access.Lengths[1]), parts[1]);
        }

        return View(access.Span!, Flat(index => index.First), rows, columns, Flat(index => index.Down), Flat(index => index.Across));
    }

    private NewExpression View(Placement placement, Func<Axis, AffineIndex?> indexAlong, Expression rows, Expression columns, EmissionContext at)
    {
        var buffer = Buffer(placement);
        var offset = Position(buffer, at, AxisSet.Empty, axis => indexAlong(axis) is { } index ? index.First ?? _schedule.Program.Graph.Constant(0) : null);
        Expression Stride(Func<AffineIndex, Node?> part)
        {
            var (stride, unit) = ((Expression)None, (Expression)One);
            for (var i = buffer.Extents.Length - 1; i >= 0; i--)
            {
                if (indexAlong(buffer.Layout.Axes[buffer.Layout.OuterCount + i]) is { } index && part(index) is { } step) stride = Integers.Sum(stride, Integers.Product(unit, Value(step, at)));
                unit = Integers.Product(unit, buffer.Extents[i]);
            }

            return stride;
        }

        return View(buffer.Span, offset, rows, columns, Stride(index => index.Down), Stride(index => index.Across));
    }

    private static NewExpression View(Expression span, Expression offset, Expression rows, Expression columns, Expression rowStride, Expression columnStride) => Expression.New(
        typeof(MatrixView<>).MakeGenericType(span.Type.GetGenericArguments()).GetConstructors().Single(constructor => constructor.GetParameters().Length == 6),
        AsReadOnly(span), offset, rows, columns, rowStride, columnStride);
}
