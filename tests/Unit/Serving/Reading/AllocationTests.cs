using System.Buffers;
using Servepath.Serving.Reading.Endpoints;
using Servepath.Serving.Reading.Merging;
using Xunit.Abstractions;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class AllocationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_near_hit_is_read_tagged_and_spliced_without_allocating()
    {
        await using var under = new ReadingUnderTest(Make("thing", nearMs: 60_000), TimeProvider.System);
        under.Source.Gives(Fetched([1, 2, 3, 4], [5, 6]));
        await under.Read();
        var buffer = new ArrayBufferWriter<byte>(4096);
        Measure(under, buffer, 2000);
        var bytes = Measure(under, buffer, 20_000) / 20_000.0;
        output.WriteLine($"{bytes} bytes a read");

        // The near cache keeps its books now and then: a little is its own.
        bytes.Should().BeLessThan(16);
    }

    private static long Measure(ReadingUnderTest under, ArrayBufferWriter<byte> buffer, int reads)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < reads; i++)
        {
            var reading = under.Read();
            if (!reading.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("a near hit completes at once");
            }

            var row = (ServedRow)reading.Result.Row!;
            EntityTag.Of(row, RowQuery.Everything, []);
            var counted = default(CountedPieces);
            RowJson.Write(ref counted, row, RowQuery.Everything, []);
            var written = new WrittenPieces(buffer);
            RowJson.Write(ref written, row, RowQuery.Everything, []);
            buffer.ResetWrittenCount();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
