using Microsoft.Playwright;

namespace Servepath.Tests.Browser;

/// <summary>Writing a review, as people do it.</summary>
public sealed class ReviewingTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string NoBrowser = "there is no Chromium on this machine; ./test installs it";

    [SkippableFact]
    public async Task A_shopper_writes_a_review_without_scripts_and_sees_it()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-review", "Numbat raincoat");
        var page = await chromium.NewPageAsync(360, scripts: false);
        await page.GotoAsync("/products/browser-review");

        await page.GetByRole(AriaRole.Link, new() { Name = "Be the first" }).ClickAsync();
        await page.GetByLabel("4 – good").CheckAsync();
        await page.GetByLabel("What is it like?").FillAsync("Keeps the rain out.\n\n<b>Not</b> the wind.");
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the review" }).ClickAsync();

        await page.WaitForURLAsync("**/products/browser-review/reviews?written=1**");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Thank you");
        await Assertions.Expect(page.Locator("#mine")).ToContainTextAsync("<b>Not</b> the wind.");
        await chromium.Servepath.PageShowsAsync("/products/browser-review", "4.0 out of 5 stars, 1 review", TimeSpan.FromSeconds(10));
        await page.GotoAsync("/products/browser-review/reviews?sort=newest");
        await Assertions.Expect(page.Locator(".reviews-list").First).ToContainTextAsync("Ada");
    }

    [SkippableFact]
    public async Task What_is_missing_is_said_beside_its_field_to_those_who_see_and_those_who_hear()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-mistake", "Bilby teacup");
        var page = await chromium.NewPageAsync();
        await page.GotoAsync("/products/browser-mistake/reviews");
        await page.EvaluateAsync("document.querySelector('.form').noValidate = true");

        await page.GetByRole(AriaRole.Button, new() { Name = "Send the review" }).ClickAsync();

        await Assertions.Expect(page.Locator("#stars-mistake")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("What is it like?")).ToHaveAccessibleDescriptionAsync("Say in a few words what you think of it.");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
        await Chromium.KeepAsync(page, "reviews-mistake");
    }
}
