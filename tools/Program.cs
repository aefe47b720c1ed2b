using System.Runtime.InteropServices;
using Platform.Tools;
using Platform.Tools.CommandLine;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
try
{
    return await Verbs.RunAsync(args, new Toolbox(), Console.Out, cancellation.Token);
}
catch (ToolException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted. What was half fetched is deleted; the next fetch starts over.");
    return 130;
}

void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    cancellation.Cancel();
}
