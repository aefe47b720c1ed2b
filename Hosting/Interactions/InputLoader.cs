using Aspire.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Interactions;

/// <summary>Loads one dynamic input: one load at a time, the latest wins.</summary>
internal sealed class InputLoader(
    InteractionInput input, Func<CancellationToken, Task> load, Action changed, ILogger logger, CancellationToken closed)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _current;
    private Task _last = Task.CompletedTask;

    public void Load()
    {
        lock (_gate)
        {
            _current?.Cancel();
            _current = CancellationTokenSource.CreateLinkedTokenSource(closed);
            input.Loading = true;
            _last = LoadAsync(_last, _current.Token);
        }
    }

    private async Task LoadAsync(Task previous, CancellationToken cancellationToken)
    {
        await previous;
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await Task.Run(() => load(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            logger.LogError(e, "The input '{InputName}' could not be loaded.", input.Name);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        input.Loading = false;
        if (input is { InputType: InputType.Choice, AllowCustomChoice: false } && input.Options?.Any(option => option.Key == input.Value) != true)
        {
            input.Value = null;
        }

        changed();
    }
}
