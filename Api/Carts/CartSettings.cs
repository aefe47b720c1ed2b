using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Carts;

/// <summary>Shopping carts.</summary>
public sealed class CartSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Cart";

    /// <inheritdoc/>
    public static string About => "Shopping carts.";

    /// <summary>For how long a cart is kept after its last change. Days.</summary>
    [Setting("For how long a cart is kept after its last change. Days.", Example = "14", Minimum = 1, Maximum = 365)]
    public int Days { get; set; } = 14;
}
