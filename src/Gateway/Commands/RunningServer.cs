using System.Net.Sockets;
using System.Text.Json;
using Servepath.Kernel;

namespace Servepath.Gateway.Commands;

/// <summary>Finds a running Servepath by its data folder, where its start has left ports and keys.</summary>
internal static class RunningServer
{
    /// <summary>The port called <paramref name="name"/> that the last start wrote down; <paramref name="otherwise"/> when it wrote none.</summary>
    public static int Port(DataFolder data, string name, int otherwise)
    {
        try
        {
            using var ports = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data.Path, "ports.json")));
            return ports.RootElement.TryGetProperty(name, out var port) && port.TryGetInt32(out var number) ? number : otherwise;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return otherwise;
        }
    }

    /// <summary>The secret in <paramref name="file"/>; null when there is no file, since then nothing has been started there.</summary>
    /// <exception cref="CommandFailedException">The file is there and may not be read.</exception>
    public static string? Secret(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file} may not be read by this user: run the command as the user who started Servepath");
        }
    }

    public static CommandFailedException NotRunning(int port) => new($"Servepath is not running on 127.0.0.1:{port} (start it with ./start)");

    public static CommandFailedException Unreachable(int port, Exception exception) =>
        exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            ? NotRunning(port)
            : new CommandFailedException($"Servepath on 127.0.0.1:{port} did not answer: {exception.GetBaseException().Message}");
}
