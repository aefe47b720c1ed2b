namespace Platform.Api.Docs;

/// <summary>Examples by operation; a test sends the requests to the API.</summary>
internal static class Examples
{
    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["Register"] = """{"email":"nora@example.com","name":"Nora Lind","password":"a long password"}""",
        ["Login"] = """{"email":"anna@example.com","password":"shop-customer-1"}""",
        ["Refresh"] = """{"refreshToken":"CfDJ8..."}""",
        ["ChangePassword"] = """{"currentPassword":"the present password","newPassword":"a longer password"}""",
        ["SetCartItem"] = """{"quantity":2}""",
        ["PlaceOrder"] = """{"items":[{"productId":1,"quantity":2}],"paymentToken":"tok_ok"}""",
        ["ReceivePaymentNotice"] = """{"id":"notice-1","paymentId":"01935f2e-0000-7000-8000-000000000000","status":"succeeded","amount":79.80}""",
        ["AddCategory"] = """{"slug":"stationery","name":"Stationery","description":"Paper and pens."}""",
        ["AddProduct"] = """{"sku":"LIG-9001","name":"Copper Desk Lamp","category":"lighting","description":"An adjustable lamp.","price":44.90,"stock":25}""",
        ["ChangeProduct"] = """{"sku":"LIG-0001","name":"Brass Desk Lamp","category":"lighting","description":"An adjustable lamp.","price":42.90,"stock":100}""",
        ["ChangeStock"] = """{"change":20}""",
        ["ChangeUser"] = """{"roles":["customer"],"locked":false}""",
        ["AddApiKey"] = """{"name":"Stock import","role":"admin","expiresAt":null}""",
        ["StartUpload"] = """{"fileName":"lamp.png","contentType":"image/png","size":34567}""",
        ["StartMultipartUpload"] = """{"fileName":"lamp.png","contentType":"image/png","size":16777216}""",
        ["CompleteMultipartUpload"] = """{"uploadId":"abc","parts":[{"number":1,"eTag":"\"9b2cf535f27731c974343645a3985328\""}]}""",
        ["ChangeFeature"] = """{"enabled":true,"percentage":50}""",
        ["SetLogLevel"] = """{"level":"Debug"}""",
    };

    public static readonly IReadOnlyDictionary<string, (string Status, string Json)> Answers = new Dictionary<string, (string, string)>
    {
        ["SearchProducts"] = ("200", """{"items":[{"id":1,"name":"Brass Desk Lamp","category":"lighting","price":39.90}],"total":20,"more":false,"page":1,"size":20}"""),
        ["GetProduct"] = ("200", """{"id":1,"sku":"LIG-0001","name":"Brass Desk Lamp","category":"lighting","description":"An adjustable lamp with a heavy base that stays where you put it.","price":39.90,"stock":121,"images":[{"id":"01935f2e-0000-7000-8000-000000000000","url":"/api/v1/media/01935f2e-0000-7000-8000-000000000000","width":64,"height":64}]}"""),
        ["PlaceOrder"] = ("201", """{"id":121,"status":"pending","total":79.80,"createdAt":"2026-11-20T13:33:19Z","lines":[{"productId":1,"name":"Brass Desk Lamp","price":39.90,"quantity":2}]}"""),
    };
}
