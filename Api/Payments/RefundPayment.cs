using System.Text.Json;
using Npgsql;
using Platform.Api.Jobs;

namespace Platform.Api.Payments;

/// <summary>The job that asks the provider to give a payment back. The provider's answer comes later, as a notice.</summary>
internal sealed class RefundPayment(NpgsqlDataSource database, PaymentProvider provider) : IJobHandler
{
    public const string JobKind = "payment.refund";

    public string Kind => JobKind;

    public async Task<JobEffect?> HandleAsync(Job job, CancellationToken cancellationToken)
    {
        var paymentId = JsonSerializer.Deserialize(job.Payload, PaymentJson.Default.PaymentReference)!.PaymentId;
        await using var command = database.CreateCommand("SELECT amount FROM payments WHERE id = $1 AND status = 'refunding'");
        command.Parameters.Add(new() { Value = paymentId });
        if (await command.ExecuteScalarAsync(cancellationToken) is decimal amount)
        {
            await provider.RefundAsync(paymentId, amount, cancellationToken);
        }

        return null;
    }
}
