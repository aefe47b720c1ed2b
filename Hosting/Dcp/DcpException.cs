using System.Net;
using Aspire.Hosting;

namespace Platform.Hosting.Dcp;

/// <summary>The engine could not be found, started or reached.</summary>
internal class DcpException(string message, Exception? inner = null) : DistributedApplicationException(message, inner!);

/// <summary>The engine answered, and refused.</summary>
internal sealed class DcpApiException(string message, HttpStatusCode statusCode, string? reason) : DcpException(message)
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>The API's word for it: NotFound, AlreadyExists, Conflict, Invalid, ...</summary>
    public string? Reason { get; } = reason;

    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>True for an object that is going: its log cannot be read any more (400: resource is being deleted).</summary>
    public bool IsBeingDeleted => StatusCode == HttpStatusCode.BadRequest && Message.Contains("being deleted", StringComparison.Ordinal);

    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>True when the object changed under the request, so that the same request may succeed.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Reason != "AlreadyExists";
}
