using System.Text;
using Microsoft.AspNetCore.Http;
using Servepath.Http;

namespace Servepath.Tests.Unit.Shared.Http;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("{\"amount\": {}}", "'amount' has the wrong type (line 1")]
    [InlineData("\n[]", "The value has the wrong type (line 2")]
    [InlineData("{", "line")]
    public async Task A_body_that_does_not_fit_is_named_by_place_and_not_by_our_types(string body, string said)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));

        var (value, problem) = await JsonBody.ReadAsync<Sum>(context.Request, CancellationToken.None);

        value.Should().BeNull();
        problem!.ProblemDetails.Detail.Should().ContainEquivalentOf(said).And.NotContain("Servepath.");
    }

    private sealed record Sum(decimal Amount);
}
