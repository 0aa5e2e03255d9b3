using System.Text.Json.Serialization;

namespace Servepath.Domains.Feeds;

/// <summary>What an owner answers to a batch.</summary>
/// <param name="Changed">Items that were not the same before.</param>
/// <param name="Errors">Items that it does not take; the others are in.</param>
internal sealed record OwnerAnswer(int Changed, IReadOnlyList<OwnerRefusal>? Errors);

/// <summary>Why an owner does not take one item of a batch.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Field">The field that is wrong; may be empty.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record OwnerRefusal(int Index, string? Field, string Message)
{
    /// <summary>Both in one line.</summary>
    [JsonIgnore]
    public string Reason => string.IsNullOrEmpty(Field) ? Message : $"{Field}: {Message}";
}
