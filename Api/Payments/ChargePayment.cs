using System.Text.Json;
using Npgsql;
using Platform.Api.Jobs;

namespace Platform.Api.Payments;

/// <summary>The job that asks the provider to charge a payment. The provider's answer comes later, as a notice.</summary>
internal sealed class ChargePayment(NpgsqlDataSource database, PaymentProvider provider) : IJobHandler
{
    public const string JobKind = "payment.charge";

    public string Kind => JobKind;

    public static string PayloadFor(Guid paymentId) => JsonSerializer.Serialize(new PaymentReference(paymentId), PaymentJson.Default.PaymentReference);

    public async Task<JobEffect?> HandleAsync(Job job, CancellationToken cancellationToken)
    {
        var paymentId = JsonSerializer.Deserialize(job.Payload, PaymentJson.Default.PaymentReference)!.PaymentId;
        await using var command = database.CreateCommand("SELECT amount, token FROM payments WHERE id = $1 AND status = 'pending'");
        command.Parameters.Add(new() { Value = paymentId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            await provider.ChargeAsync(paymentId, reader.GetDecimal(0), reader.GetString(1), cancellationToken);
        }

        return null;
    }
}
