namespace Servepath.Domains.Feeds;

/// <summary>An owner understood a batch and will not take it as it is; sending the same again would not help.</summary>
internal sealed class RefusedException(string reason) : Exception(reason);
