namespace Platform.Api.Docs;

/// <summary>An error that an operation may answer, and what it then says in <c>detail</c>; or another answer than success, without a body.</summary>
internal sealed record OperationError(int Status, string Detail);

/// <summary>
/// Errors by operation, beyond those that are common (wrong values, not signed in, not allowed, too many requests, unavailable). The
/// tests hold every answer that they get to the document that comes of it.
/// </summary>
internal static class Errors
{
    private static readonly OperationError NoSuch = new(404, "There is no such thing.");

    private static readonly IReadOnlyDictionary<string, OperationError[]> Known = new Dictionary<string, OperationError[]>
    {
        ["Register"] = [new(409, "This e-mail address has an account already. Log in instead.")],
        ["Login"] = [new(401, "E-mail address or password is wrong.")],
        ["Refresh"] = [new(401, "The refresh token is no longer good. Log in again.")],
        ["ChangePassword"] = [new(403, "The present password is wrong.")],
        ["Me"] = [NoSuch],
        ["GetProduct"] = [NoSuch],
        ["SetCartItem"] = [NoSuch, new(409, "The cart holds 50 products, which is the most.")],
        ["PlaceOrder"] =
        [
            new(409, "There is not enough in stock."),
            new(422, "This Idempotency-Key was used for another order. Use a new one for each order."),
        ],
        ["GetOrder"] = [NoSuch],
        ["CancelOrder"] = [new(409, "There is no such order that could be called off.")],
        ["ReceivePaymentNotice"] =
        [
            new(400, "The notice cannot be read."),
            new(401, "The signature does not fit the body."),
            NoSuch,
            new(413, "The notice is too large."),
            new(422, "The notice does not fit the payment."),
        ],
        ["AddCategory"] = [new(409, "There is a category with the slug 'stationery' already.")],
        ["AddProduct"] = [new(409, "There is a product with the SKU 'LIG-9001' already.")],
        ["GetProductNow"] = [NoSuch],
        ["ChangeProduct"] =
        [
            NoSuch,
            new(409, "There is another product with the SKU 'LIG-0001'."),
            new(412, "The product was changed or sold since. Read it again."),
        ],
        ["ChangeStock"] = [NoSuch, new(409, "A change of -200 would leave less than nothing, or more than 2147483647.")],
        ["RemoveProduct"] = [NoSuch, new(409, "The product is part of orders or has images. Set its stock to 0 instead.")],
        ["GetAnyOrder"] = [NoSuch],
        ["ShipOrder"] = [new(409, "There is no such order that is paid.")],
        ["CancelAnyOrder"] = [new(409, "There is no such order that could be called off.")],
        ["ChangeUser"] = [NoSuch, new(409, "Administrators cannot lock themselves out. Ask another one.")],
        ["RevokeApiKey"] = [NoSuch],
        ["RetryJob"] = [new(409, "There is no such job that is dead.")],
        ["GetUpload"] = [NoSuch],
        ["ChangeFeature"] = [NoSuch],
        ["StartUpload"] = [NoSuch],
        ["StartMultipartUpload"] = [NoSuch],
        ["CompleteMultipartUpload"] = [NoSuch, new(409, "The parts do not make up the upload. Send those that are missing.")],
        ["CompleteUpload"] = [NoSuch, new(409, "Nothing was uploaded yet. Send the file to the upload address first.")],
        ["SendImage"] = [NoSuch],
        ["DeleteImage"] = [NoSuch],
        ["GetImage"] = [new(304, "The image is the one that If-None-Match names."), NoSuch, new(416, "The image has none of the bytes that were asked for.")],
    };

    /// <summary>Those of an operation.</summary>
    /// <param name="operation">Its ID.</param>
    /// <param name="hasBody">Whether it takes a body, which may be broken, too large or of another type.</param>
    public static IEnumerable<OperationError> Of(string operation, bool hasBody)
    {
        OperationError[] own = Known.TryGetValue(operation, out var known) ? known : [];
        OperationError[] ofBody = hasBody
            ?
            [
                new(400, "The body cannot be read."),
                new(413, "Request body too large."),
                new(415, "The body is of another type than this takes."),
            ]
            : [];
        return own.Concat(ofBody).DistinctBy(error => error.Status).OrderBy(error => error.Status);
    }
}
