namespace Platform.Api.Docs;

/// <summary>Examples by operation; a test sends the requests to the API, and reads each answer as the type it is of.</summary>
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
        ["ListCategories"] = ("200", """[{"id":1,"slug":"lighting","name":"Lighting","description":"Lamps for desks and rooms.","products":40}]"""),
        ["Register"] = ("201", """{"id":10,"email":"nora@example.com","name":"Nora Lind","roles":["customer"]}"""),
        ["Login"] = ("200", """{"tokenType":"Bearer","accessToken":"CfDJ8...","expiresIn":1800,"refreshToken":"CfDJ8..."}"""),
        ["Refresh"] = ("200", """{"tokenType":"Bearer","accessToken":"CfDJ8...","expiresIn":1800,"refreshToken":"CfDJ8..."}"""),
        ["Me"] = ("200", """{"id":2,"email":"anna@example.com","name":"Anna","roles":["customer"]}"""),
        ["GetCart"] = ("200", """{"items":[{"productId":1,"name":"Brass Desk Lamp","price":39.90,"quantity":2,"inStock":true}],"total":79.80}"""),
        ["PlaceOrder"] = ("201", """{"id":121,"status":"pending","total":79.80,"createdAt":"2026-11-20T13:33:19+00:00","lines":[{"productId":1,"name":"Brass Desk Lamp","price":39.90,"quantity":2}]}"""),
        ["ListOrders"] = ("200", """{"items":[{"id":121,"status":"paid","total":79.80,"createdAt":"2026-11-20T13:33:19+00:00","lines":1,"userId":2}],"total":1,"page":1,"size":20}"""),
        ["GetOrder"] = ("200", """{"id":121,"status":"paid","total":79.80,"createdAt":"2026-11-20T13:33:19+00:00","lines":[{"productId":1,"name":"Brass Desk Lamp","price":39.90,"quantity":2}]}"""),
        ["AddCategory"] = ("201", """13"""),
        ["AddProduct"] = ("201", """521"""),
        ["GetProductNow"] = ("200", """{"id":1,"sku":"LIG-0001","name":"Brass Desk Lamp","category":"lighting","description":"An adjustable lamp with a heavy base that stays where you put it.","price":39.90,"stock":121,"images":[]}"""),
        ["ChangeStock"] = ("200", """{"stock":141}"""),
        ["ChangePassword"] = ("200", """{"tokenType":"Bearer","accessToken":"CfDJ8...","expiresIn":1800,"refreshToken":"CfDJ8..."}"""),
        ["ListAllOrders"] = ("200", """{"items":[{"id":121,"status":"paid","total":79.80,"createdAt":"2026-11-20T13:33:19+00:00","lines":1,"userId":2}],"total":1,"page":1,"size":20}"""),
        ["GetAnyOrder"] = ("200", """{"id":121,"status":"paid","total":79.80,"createdAt":"2026-11-20T13:33:19+00:00","lines":[{"productId":1,"name":"Brass Desk Lamp","price":39.90,"quantity":2}]}"""),
        ["ListUsers"] = ("200", """{"items":[{"id":2,"email":"anna@example.com","name":"Anna","locked":false,"roles":["customer"],"createdAt":"2026-11-20T13:33:19+00:00"}],"total":1,"page":1,"size":20}"""),
        ["ListApiKeys"] = ("200", """[{"id":1,"name":"Stock import","role":"admin","prefix":"1a2b3c4d","createdAt":"2026-11-20T13:33:19+00:00","expiresAt":null,"revokedAt":null}]"""),
        ["AddApiKey"] = ("201", """{"id":1,"key":"shop_1a2b3c4d_...","prefix":"1a2b3c4d"}"""),
        ["ListJobs"] = ("200", """{"items":[{"id":7,"kind":"media.inspect","status":"dead","attempts":5,"runAt":"2026-11-20T13:33:19+00:00","lastError":"Storage did not answer.","correlationId":"my-purchase","createdAt":"2026-11-20T13:33:19+00:00","finishedAt":"2026-11-20T13:35:19+00:00"}],"total":1,"page":1,"size":20}"""),
        ["ListImages"] = ("200", """{"items":[{"id":"01935f2e-0000-7000-8000-000000000000","productId":1,"fileName":"lamp.png","status":"usable","reason":null,"contentType":"image/png","sizeBytes":34567,"width":64,"height":64,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],"total":1,"page":1,"size":20}"""),
        ["GetUpload"] = ("200", """{"id":"01935f2e-0000-7000-8000-000000000000","productId":1,"fileName":"lamp.png","status":"usable","reason":null,"contentType":"image/png","sizeBytes":34567,"width":64,"height":64,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"""),
        ["ListFeatures"] = ("200", """[{"name":"SimilarWords","enabled":true,"percentage":100,"description":"A search that finds nothing is tried again with similar words"}]"""),
        ["StartUpload"] = ("201", """{"mediaId":"01935f2e-0000-7000-8000-000000000000","url":"http://127.0.0.1:9000/shop/media/lamp.png?X-Amz-Expires=900&X-Amz-Signature=...","headers":{"Content-Type":"image/png"},"expiresAt":"2026-11-20T13:48:19+00:00"}"""),
        ["StartMultipartUpload"] = ("201", """{"mediaId":"01935f2e-0000-7000-8000-000000000000","uploadId":"abc","partSize":8388608,"parts":[{"number":1,"url":"http://127.0.0.1:9000/shop/media/lamp.png?partNumber=1&uploadId=abc&X-Amz-Signature=..."}],"expiresAt":"2026-11-20T13:48:19+00:00"}"""),
    };
}
