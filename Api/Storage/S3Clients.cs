using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Platform.Api.Storage;

/// <summary>Makes the S3 client, the same for all three providers.</summary>
internal static class S3Clients
{
    /// <summary>How long an attempt may take, and a pause in a body.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="connection">Which storage.</param>
    /// <param name="configure">Changes the settings of the client, such as its proxy.</param>
    public static IAmazonS3 Create(StorageConnection connection, Action<AmazonS3Config>? configure = null)
    {
        var config = new AmazonS3Config
        {
            Timeout = Timeout,
            MaxErrorRetry = 2,

            // Checksums by default are an Amazon feature that other servers do not all have, and the parts that browsers
            // upload carry none: an upload that was begun with them could not be completed.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (connection.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = connection.Region;
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(connection.Region);
        }

        configure?.Invoke(config);
        return new AmazonS3Client(new BasicAWSCredentials(connection.AccessKey, connection.SecretKey), config);
    }
}
