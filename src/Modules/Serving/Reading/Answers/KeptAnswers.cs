namespace Servepath.Serving.Reading.Answers;

/// <summary>One kept answer.</summary>
internal readonly record struct KeptAnswer(ReadOnlyMemory<byte> Bytes, long At);

/// <summary>Answers by name within a number of bytes: the longest unused give way; one larger than a sixteenth of all is not kept. Thread-safe.</summary>
internal sealed class KeptAnswers(long mostBytes)
{
    // What a name, a node of the list and an entry of the index weigh beside the bytes themselves.
    private const int Overhead = 200;

    private readonly Lock changing = new();
    private readonly LinkedList<(string Name, KeptAnswer Answer)> byUse = [];
    private readonly Dictionary<string, LinkedListNode<(string Name, KeptAnswer Answer)>> byName = new(StringComparer.Ordinal);

    public long Bytes { get; private set; }

    public KeptAnswer? Find(string name)
    {
        lock (changing)
        {
            if (!byName.TryGetValue(name, out var node))
            {
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Answer;
        }
    }

    public void Keep(string name, KeptAnswer answer)
    {
        var weight = Weight(name, answer);
        lock (changing)
        {
            if (byName.TryGetValue(name, out var known))
            {
                Remove(known);
            }

            if (weight > mostBytes / 16)
            {
                return;
            }

            byName[name] = byUse.AddFirst((name, answer));
            Bytes += weight;
            while (Bytes > mostBytes)
            {
                Remove(byUse.Last!);
            }
        }
    }

    private void Remove(LinkedListNode<(string Name, KeptAnswer Answer)> node)
    {
        byUse.Remove(node);
        byName.Remove(node.Value.Name);
        Bytes -= Weight(node.Value.Name, node.Value.Answer);
    }

    private static long Weight(string name, KeptAnswer answer) => answer.Bytes.Length + (2L * name.Length) + Overhead;
}
