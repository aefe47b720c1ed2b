namespace Platform.Tools;

/// <summary>What a fetch is doing.</summary>
public enum ToolStage
{
    /// <summary>Another process fetches the same tool; this one waits for it.</summary>
    Waiting,

    /// <summary>The package client downloads.</summary>
    Downloading,

    /// <summary>The download is being verified and unpacked.</summary>
    Unpacking,

    /// <summary>Something was found wrong and is being put right; <see cref="ToolProgress.Detail"/> says what.</summary>
    Notice,

    /// <summary>The tool is in the cache.</summary>
    Ready,

    /// <summary>The tool cannot be had.</summary>
    Failed,
}

/// <summary>A step of a fetch. Nothing is reported for a tool that is in the cache already.</summary>
/// <param name="Tool">Name and version, such as <c>engine 13.5.4</c>.</param>
/// <param name="Stage">What is being done.</param>
/// <param name="Received">Bytes downloaded so far.</param>
/// <param name="Total">Bytes to download, 0 when unknown.</param>
/// <param name="Elapsed">Time since the fetch of this tool began.</param>
/// <param name="Detail">A sentence for people, or null.</param>
public sealed record ToolProgress(
    string Tool, ToolStage Stage, long Received, long Total, TimeSpan Elapsed, string? Detail = null);
