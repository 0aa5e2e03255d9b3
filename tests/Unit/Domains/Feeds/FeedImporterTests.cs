using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Servepath.Domains.Feeds;

namespace Servepath.Tests.Unit.Domains.Feeds;

public sealed class FeedImporterTests
{
    private const string Header = "id\ttitle\tavailability\tprice\n";

    [Fact]
    public async Task Of_two_rows_with_one_id_the_last_is_written_last()
    {
        var owners = new FakeOwners();
        var feed = new StringBuilder(Header);
        for (var i = 0; i < 200; i++)
        {
            feed.Append($"p{i % 7}\tTitle {i}\tin_stock\t1 USD\n");
        }

        var summary = await ProductFeedTests.ImportAsync(owners, feed.ToString(), new(BatchRows: 3, BatchesInFlight: 8));

        summary.Imported.Should().Be(200);
        owners.Posted("/api/catalog/products").GroupBy(item => item.GetProperty("id").GetString())
            .Select(items => items.Last().GetProperty("title").GetString())
            .Should().BeEquivalentTo(Enumerable.Range(193, 7).Select(i => $"Title {i}"));
    }

    [Fact]
    public async Task The_summary_tells_what_changed_and_what_is_not_yet_visible()
    {
        var summary = await ProductFeedTests.ImportAsync(new(), $"{Header}a\tMug\tin_stock\t1 USD\n");

        (summary.Changed, summary.NotYetVisible, summary.ExitCode).Should().Be((4, 7, 0));
    }

    [Fact]
    public async Task What_has_no_owners_behind_it_is_refused_before_a_row_is_read()
    {
        var check = () => new FakeOwners { Answer = (_, _) => FakeOwners.Reply(HttpStatusCode.NotFound, "{}") }.Client().CheckAsync(CancellationToken.None);

        (await check.Should().ThrowAsync<OwnersException>()).Which.Message.Should().Contain("is not the owners' port");
    }

    [Fact]
    public async Task An_item_that_an_owner_refuses_is_a_skipped_row()
    {
        var owners = new FakeOwners
        {
            Answer = (path, _) => path == "/api/pricing/prices"
                ? FakeOwners.Reply(HttpStatusCode.OK, """{"written":1,"changed":1,"errors":[{"index":1,"id":"b","field":"list","message":"too dear"}]}""")
                : null,
        };

        var summary = await ProductFeedTests.ImportAsync(owners, $"{Header}a\tMug\tin_stock\t1 USD\nb\tMug\tin_stock\t1 USD\n");

        summary.SkippedRows.Should().Equal(new SkippedRow(3, string.Empty, "list: too dear"));
        summary.Imported.Should().Be(1);
    }

    [Fact]
    public async Task A_batch_that_is_refused_whole_is_halved_until_the_bad_row_stands_alone()
    {
        var owners = new FakeOwners
        {
            Answer = (path, body) => path == "/api/catalog/products" && body.EnumerateArray().Any(item => item.GetProperty("id").GetString() == "p5")
                ? FakeOwners.Reply(HttpStatusCode.BadRequest, """{"title":"Not taken","detail":"p5 is cursed"}""")
                : null,
        };

        var summary = await ProductFeedTests.ImportAsync(owners, Header + string.Concat(Enumerable.Range(0, 9).Select(i => $"p{i}\tMug\tin_stock\t1 USD\n")));

        summary.SkippedRows.Should().Equal(new SkippedRow(7, string.Empty, "Not taken: p5 is cursed"));
        summary.Imported.Should().Be(8);
    }

    [Fact]
    public async Task What_fails_on_the_way_is_sent_again()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var failures = 3;
        var owners = new FakeOwners
        {
            Answer = (path, _) => path == "/api/pricing/prices" && Interlocked.Decrement(ref failures) >= 0
                ? failures == 1 ? throw new HttpRequestException("connection reset") : FakeOwners.Reply(HttpStatusCode.ServiceUnavailable, "{}")
                : null,
        };

        var import = FeedsModule.ImportProductsAsync(
            new MemoryStream(Encoding.UTF8.GetBytes($"{Header}a\tMug\tin_stock\t1 USD\n")), owners.Client(time), new(), null, CancellationToken.None);
        while (!import.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await import).Imported.Should().Be(1);
    }

    [Fact]
    public async Task A_wrong_key_is_said_in_one_line_before_anything_is_sent()
    {
        var owners = new FakeOwners { Answer = (_, _) => FakeOwners.Reply(HttpStatusCode.Unauthorized, "{}") };

        var import = () => ProductFeedTests.ImportAsync(owners, $"{Header}a\tMug\tin_stock\t1 USD\n");

        (await import.Should().ThrowAsync<OwnersException>()).Which.Message.Should().Contain("key").And.NotContain("\n");
        owners.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_closed_port_is_said_at_once()
    {
        var owners = new FakeOwners { Answer = (_, _) => throw new HttpRequestException("Connection refused") };

        var import = () => ProductFeedTests.ImportAsync(owners, $"{Header}a\tMug\tin_stock\t1 USD\n");

        (await import.Should().ThrowAsync<OwnersException>()).Which.Message.Should().Contain("127.0.0.1:8082").And.Contain("Connection refused");
        owners.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Rows_go_in_batches_of_the_size_asked_for()
    {
        var owners = new FakeOwners();
        var feed = "review_id\tproduct_id\trating\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"r{i}\tp\t5\n"));

        var summary = await FeedsModule.ImportReviewsAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(feed)), owners.Client(), new(BatchRows: 10, BatchesInFlight: 2), null, CancellationToken.None);

        summary.Imported.Should().Be(500);
        owners.Requests.Count(request => request.Path == "/api/reviews").Should().Be(50);
    }

    [Theory]
    [InlineData("\tp\t5\t0", "review_id")]
    [InlineData("r\t\t5\t0", "product_id")]
    [InlineData("r\tp\t6\t0", "rating")]
    [InlineData("r\tp\tgood\t0", "rating")]
    [InlineData("r\tp\t5\t-1", "helpful_votes")]
    [InlineData("r\tp", "")]
    public async Task A_bad_review_is_reported_with_line_and_column(string row, string column)
    {
        var summary = await FeedsModule.ImportReviewsAsync(
            new MemoryStream(Encoding.UTF8.GetBytes($"review_id\tproduct_id\trating\thelpful_votes\n{row}\nfine\tp\t5\t\n")), new FakeOwners().Client(), new(), null, CancellationToken.None);

        summary.SkippedRows.Should().ContainSingle().Which.Should().Match<SkippedRow>(bad => bad.Line == 2 && bad.Column == column);
        summary.Imported.Should().Be(1);
    }
}
