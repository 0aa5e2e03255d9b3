using Servepath.Kernel;

namespace Servepath.Serving.Caching;

/// <summary>A group of a row as the change log brought it.</summary>
internal readonly record struct GroupNews(string Key, ImageGroup Group) : INews
{
    ushort INews.GroupId => Group.Id;

    long INews.Version => Group.Value.Version;

    int INews.Bytes => Group.Value.Json.Length;
}
