namespace Servepath.Gateway.Console;

/// <summary>A list as an object, so that it can grow other properties.</summary>
internal sealed record Items<T>([property: System.Text.Json.Serialization.JsonPropertyName("items")] IReadOnlyList<T> All);
