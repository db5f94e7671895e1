namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>What agents and admins do about returns.</summary>
internal sealed class Desk(HistoryWorld world, Dock dock)
{
    /// <summary>An agent decides or asks, or the customer answers.</summary>
    public async Task ReviewAsync()
    {
        if (world.AnyReturn() is not { } it)
        {
            return;
        }
        var found = await world.FindAsync($"/v1/returns/{it.Id}", "agent");
        if ((string)found.Json!["status"]! != "under_review" && world.Random.Next(5) > 0)
        {
            return;
        }
        var (deed, role, body) = world.Random.Next(6) switch
        {
            0 => ("approve", "agent", (object)new { }),
            1 => ("reject", "agent", new { reason = "worn", text = "It was worn." }),
            2 or 3 => ("ask-evidence", "agent", new { text = "A photo, please." }),
            _ => ("evidence", "storefront", new { text = "There is none." }),
        };
        var ifMatch = world.Random.Next(2) == 0 ? found.ETag : null;
        await world.CallAsync(HttpMethod.Post, $"/v1/returns/{it.Id}/{deed}", role, body, ifMatch: ifMatch);
    }

    public Task CloseByHandAsync() =>
        DoAsync(it => $"/v1/returns/{it.Id}/close", "agent", new { reason = "settled in the shop" });

    public Task OpenRoundAsync() => DoAsync(it => $"/v1/returns/{it.Id}/rounds", "agent", new { });

    public Task RedriveAsync() => DoAsync(it => $"/v1/ops/returns/{it.Id}/redrive", "admin", null);

    public async Task AnswerAppealAsync()
    {
        var standing = await world.ReadAsync($"/v1/customers/{world.CustomerReference}/standing", "agent");
        if (standing["appeal"] is { } appeal && (appeal["dueAt"] is not null || world.Random.Next(5) == 0))
        {
            await world.CallAsync(
                HttpMethod.Post,
                $"/v1/appeals/{appeal["id"]}/answer",
                "agent",
                new { granted = world.Random.Next(2) == 0, text = "We looked at it." }
            );
        }
    }

    /// <summary>An agent does something about what waits for a person.</summary>
    public async Task AttendAsync(Requested it)
    {
        var found = await world.ReadAsync($"/v1/returns/{it.Id}", "agent");
        if ((string?)found["attention"]?["reason"] is not { } reason)
        {
            return;
        }
        if (reason == "unplaced_units" && world.Random.Next(2) == 0)
        {
            await dock.AssignAsync();
        }
        else if (reason == "late_parcel" && world.Random.Next(3) > 0)
        {
            await world.CallAsync(HttpMethod.Post, $"/v1/returns/{it.Id}/rounds", "agent", new { });
        }
        else
        {
            await world.CallAsync(
                HttpMethod.Post,
                $"/v1/returns/{it.Id}/close",
                "agent",
                new { reason = "nothing more to do" }
            );
        }
    }

    private async Task DoAsync(Func<Requested, string> path, string role, object? body)
    {
        if (world.AnyReturn() is { } it)
        {
            await world.CallAsync(HttpMethod.Post, path(it), role, body);
        }
    }
}
