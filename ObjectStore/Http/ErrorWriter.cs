using System.Text;
using System.Xml;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Http;

/// <summary>Answers a request with an S3 error document, or with a bare status where a body is not allowed.</summary>
internal static class ErrorWriter
{
    public static async Task WriteAsync(HttpContext http, S3Exception exception, string resource, string requestId)
    {
        var response = http.Response;
        response.Headers.Remove("Content-Length");
        response.StatusCode = exception.Error.Status;
        foreach (var (name, value) in exception.Headers)
        {
            response.Headers[name] = value;
        }
        if (HttpMethods.IsHead(http.Request.Method) || exception.Error.Status == StatusCodes.Status304NotModified)
        {
            return;
        }
        var body = XmlResponse.Build("Error", null, xml =>
        {
            xml.WriteElementString("Code", exception.Error.Code);
            xml.WriteElementString("Message", exception.Message);
            foreach (var (name, value) in exception.Details)
            {
                xml.WriteElementString(name, value);
            }
            xml.WriteElementString("Resource", resource);
            xml.WriteElementString("RequestId", requestId);
        });
        response.ContentType = XmlResponse.ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }
}
