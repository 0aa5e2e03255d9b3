using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Serving.Reading;
using Servepath.Serving.Reading.Answers;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class AnswerCacheTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider time = new();
    private readonly AnswerCache cache;
    private Func<ReadOnlyMemory<byte>> answer = () => "one"u8.ToArray();
    private int computed;

    public AnswerCacheTests() => cache = new(new(), time, new("csp"), NullLogger<AnswerCache>.Instance);

    [Fact]
    public async Task An_answer_is_computed_once_while_it_is_fresh_and_anew_after()
    {
        (await Get()).Should().Be("one, 0 s");
        time.Advance(TimeSpan.FromSeconds(4));
        (await Get()).Should().Be("one, 4 s");
        computed.Should().Be(1);

        answer = () => "two"u8.ToArray();
        time.Advance(TimeSpan.FromSeconds(1));
        (await Get()).Should().Be("two, 0 s");
    }

    [Fact]
    public async Task When_computing_fails_the_old_answer_is_used_for_half_an_hour_and_says_that_it_is_stale()
    {
        await Get();
        answer = () => throw new IOException("down");
        time.Advance(TimeSpan.FromMinutes(29));
        (await Get()).Should().Be("one, 1740 s, stale");
        time.Advance(TimeSpan.FromMinutes(1));
        (await Get()).Should().Be("none");
    }

    [Fact]
    public async Task What_failed_is_not_tried_by_every_request_and_comes_back_by_itself()
    {
        answer = () => throw new IOException("down");
        for (var i = 0; i < 100; i++)
        {
            (await Get()).Should().Be("none");
        }

        computed.Should().Be(1);
        answer = () => "one"u8.ToArray();
        time.Advance(TimeSpan.FromMilliseconds(500));
        (await Get()).Should().Be("one, 0 s");
    }

    [Fact]
    public async Task However_long_it_was_down_it_is_tried_again_within_four_seconds()
    {
        answer = () => throw new IOException("down");
        for (var i = 0; i < 20; i++)
        {
            var before = computed;
            await Get();
            computed.Should().Be(before + 1);
            time.Advance(TimeSpan.FromSeconds(4));
        }
    }

    [Fact]
    public async Task One_computation_serves_all_and_the_first_to_leave_does_not_end_it()
    {
        var gate = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        using var first = new CancellationTokenSource();
        ValueTask<CachedAnswer?> Ask(CancellationToken token) => cache.GetAsync(
            "q",
            Fresh,
            _ =>
            {
                computed++;
                return new(gate.Task);
            },
            token);
        var leaving = Ask(first.Token).AsTask();
        var staying = Enumerable.Range(0, 5).Select(_ => Ask(default).AsTask()).ToArray();
        await first.CancelAsync();
        (await leaving).Should().BeNull();
        gate.SetResult("one"u8.ToArray());
        (await Task.WhenAll(staying)).Should().OnlyContain(kept => kept != null && !kept.IsStale);
        computed.Should().Be(1);
    }

    [Fact]
    public async Task A_computation_that_does_not_end_is_left_behind_at_the_deadline()
    {
        var asking = cache.GetAsync("q", Fresh, _ => new(new TaskCompletionSource<ReadOnlyMemory<byte>>().Task), default).AsTask();
        time.Advance(new ReadingSettings().RequestDeadline);
        (await asking).Should().BeNull();
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused()
    {
        var asking = async () => await cache.GetAsync(new string('x', 2001), Fresh, _ => default, default);
        await asking.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public void Kept_answers_never_weigh_more_than_allowed_and_the_last_used_stay() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 300]).Array[1, 100].Sample(steps =>
        {
            var kept = new KeptAnswers(8192);
            foreach (var (name, length) in steps)
            {
                kept.Keep($"n{name}", new(new byte[length], 0));
                if (kept.Bytes > 8192 || (length <= 250 && kept.Find($"n{name}") is null))
                {
                    return false;
                }
            }

            return true;
        });

    private async Task<string> Get()
    {
        var kept = await cache.GetAsync(
            "q",
            Fresh,
            _ =>
            {
                computed++;
                return new(answer());
            },
            default);
        return kept is null ? "none" : $"{Encoding.UTF8.GetString(kept.Bytes.Span)}, {kept.Age.TotalSeconds:0} s{(kept.IsStale ? ", stale" : string.Empty)}";
    }
}
