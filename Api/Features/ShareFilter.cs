using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.FeatureManagement;

namespace Platform.Api.Features;

/// <summary>Turns a feature on for a share of users, always the same ones. Who is not signed in counts by address.</summary>
[FilterAlias(Alias)]
internal sealed class ShareFilter(IHttpContextAccessor accessor) : IFeatureFilter
{
    public const string Alias = "Share";
    public const string PercentageKey = "Percentage";

    public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext context)
    {
        var percentage = int.Parse(context.Parameters[PercentageKey]!, CultureInfo.InvariantCulture);
        return Task.FromResult(percentage >= 100 || Place(context.FeatureName, Caller(accessor.HttpContext)) < percentage);
    }

    /// <summary>A caller's place among hundred, different for each feature.</summary>
    internal static int Place(string feature, string caller) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{feature}:{caller}"))[0] * 100 / 256;

    private static string Caller(HttpContext? context) =>
        context?.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context?.Connection.RemoteIpAddress?.ToString() ?? "";
}
