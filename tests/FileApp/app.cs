#:package ExprGrad@[$(ExprGradVersion)]
#:property PublishAot=false

// A file-based app with the packed library. Such apps are built for ahead-of-time compilation unless they say otherwise; .ci/run copies this folder away and runs it.
using ExprGrad;

var f = Grad.Gradient((double x, double y, double z) => (x + y) * z);
if (f(3, 4, 5) is not (5, 5, 7)) throw new InvalidOperationException("A wrong gradient.");
Console.WriteLine(f(3, 4, 5));
