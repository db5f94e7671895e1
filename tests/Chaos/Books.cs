using AfterSalesMesh.Parts.Apart;
using Npgsql;

namespace AfterSalesMesh.Chaos;

/// <summary>Reads the databases of the services and of the provider, by SQL and not by the code under test.</summary>
internal sealed class Books(World world)
{
    public Task<List<StoredReturn>> ReturnsAsync() =>
        ReadAsync(
            "Returns",
            """SELECT "CorrelationId", "State", "AttentionReason", "PendingMessages"::text, "DueAt" FROM "Returns" """,
            x => new StoredReturn(
                x.GetGuid(0),
                x.GetString(1),
                x.IsDBNull(2) ? null : x.GetString(2),
                x.GetString(3) == "[]",
                x.IsDBNull(4) ? null : x.GetDateTime(4)
            )
        );

    public Task<List<StoredMessage>> CustomerMessagesAsync() =>
        ReadAsync(
            "Notification",
            """SELECT "Id", "ReturnId", "Step", "Status" FROM "CustomerMessages" """,
            x => new StoredMessage(x.GetGuid(0), x.GetGuid(1), x.GetString(2), x.GetString(3))
        );

    public Task<List<StoredPayment>> PaymentsAsync() =>
        ReadAsync(
            "Refund",
            """SELECT "Reference", "Captured", "Committed" FROM "Payments" """,
            x => new StoredPayment(x.GetString(0), x.GetInt64(1), x.GetInt64(2))
        );

    public Task<List<StoredPart>> PartsAsync() =>
        ReadAsync(
            "Refund",
            """SELECT "Id", "ReturnId", "Amount", "Status" FROM "RefundParts" """,
            x => new StoredPart(x.GetGuid(0), x.GetGuid(1), x.GetInt64(2), x.GetString(3))
        );

    /// <summary>The refunds that the ledger has posted, by part.</summary>
    public Task<List<Paid>> PostedRefundsAsync() =>
        ReadAsync(
            "Refund",
            """
            SELECT p."PartId", part."PaymentReference", -SUM(line."Amount")::bigint FROM "Postings" p
            JOIN "PostingLines" line ON line."PostingId" = p."Id" JOIN "RefundParts" part ON part."Id" = p."PartId"
            WHERE line."Account" LIKE 'clearing:%' GROUP BY 1, 2 HAVING SUM(line."Amount") <> 0
            """,
            x => new Paid(x.GetGuid(0), x.GetString(1), x.GetInt64(2))
        );

    /// <summary>Postings that do not balance, accounts whose balance is not the sum of their lines, and money in transit.</summary>
    public async Task<List<string>> UnbalancedAsync() =>
        [
            .. await ReadAsync(
                "Refund",
                """SELECT "PostingId" FROM "PostingLines" GROUP BY "PostingId", "Currency" HAVING SUM("Amount") <> 0""",
                x => $"posting {x.GetGuid(0)} does not balance"
            ),
            .. await ReadAsync(
                "Refund",
                """
                SELECT "Account" FROM (SELECT "StorefrontId", "Account", "Currency", "Amount" FROM "PostingLines"
                    UNION ALL SELECT "StorefrontId", "Account", "Currency", -"Amount" FROM "AccountBalances") everything
                GROUP BY "StorefrontId", "Account", "Currency" HAVING SUM("Amount") <> 0
                """,
                x => $"the balance of {x.GetString(0)} is not the sum of its postings"
            ),
            .. await ReadAsync(
                "Refund",
                """
                SELECT "Account" FROM "AccountBalances" WHERE "Account" LIKE 'refunds_in_transit:%'
                GROUP BY "StorefrontId", "Account", "Currency" HAVING SUM("Amount") <> 0
                """,
                x => $"{x.GetString(0)} still has money on its way"
            ),
        ];

    /// <summary>
    /// Outbox rows that are left over, and poison rows that are gone. A row of the last 30 seconds may still be sent by the process
    /// that wrote it.
    /// </summary>
    public async Task<IReadOnlyList<string>> UnsentAsync()
    {
        List<string> unsent = [];
        // Given up at last, a row is a failure.
        HashSet<Guid> poison = [.. world.PoisonRows.Except((await FailuresAsync()).Select(x => x.MessageId))];
        foreach (var service in world.Services)
        {
            var rows = await ReadAsync(
                service,
                """SELECT "Id", "Destination", "Refusals", "LastError", "EnqueuedAt" < now() - interval '30 seconds' FROM "Outbox" """,
                x => (Id: x.GetGuid(0), What: $"{x[1]}, {x[2]} refusals, {x[3]}", IsLeft: x.GetBoolean(4))
            );
            var others = rows.Where(x => !poison.Remove(x.Id) && x.IsLeft);
            unsent.AddRange(others.Select(x => $"outbox of {service}: {x.Id} to {x.What}"));
        }
        unsent.AddRange(poison.Select(x => $"outbox row {x} is poison, and is gone"));
        return unsent;
    }

    /// <summary>Rows that are long due, and inbox rows that should have been deleted.</summary>
    public async Task<IReadOnlyList<string>> OverdueAsync()
    {
        (string Service, string Table, string Late)[] places =
        [
            ("Returns", "Returns", "\"DueAt\" < now() - interval '2 minutes'"),
            ("Refund", "RefundParts", "\"DueAt\" < now() - interval '2 minutes'"),
            ("Notification", "CustomerMessages", "\"DueAt\" < now() - interval '2 minutes'"),
            .. world.Services.Select(x => (x, "Inbox", "\"ConsumedAt\" < now() - interval '7 days 20 minutes'")),
        ];
        List<string> overdue = [];
        foreach (var (service, table, late) in places)
        {
            var rows = await ReadAsync(service, $"SELECT count(*) FROM \"{table}\" WHERE {late}", x => x.GetInt64(0));
            overdue.AddRange(Enumerable.Repeat($"{table} of {service}: overdue", (int)rows[0]));
        }
        return overdue;
    }

    /// <summary>The failures of all services.</summary>
    public async Task<IReadOnlyList<StoredFailure>> FailuresAsync()
    {
        List<StoredFailure> failures = [];
        foreach (var service in world.Services)
        {
            failures.AddRange(
                await ReadAsync(
                    service,
                    """SELECT "MessageId", "Endpoint", "Reason" FROM "Failures" """,
                    x => new StoredFailure(x.GetGuid(0), x.GetString(1), x.GetString(2))
                )
            );
        }
        return failures;
    }

    /// <summary>The ledger's balance of the bank, by currency.</summary>
    public async Task<Dictionary<string, long>> BankAsync() =>
        (
            await ReadAsync(
                "Refund",
                """
                SELECT "Currency", SUM("Amount")::bigint FROM "AccountBalances" WHERE "Account" = 'bank' GROUP BY 1
                """,
                x => (Currency: x.GetString(0), Amount: x.GetInt64(1))
            )
        ).ToDictionary(x => x.Currency, x => x.Amount);

    /// <summary>The refunds that the provider made, reversed ones included.</summary>
    public async Task<List<ProviderRefund>> ProviderRefundsAsync() =>
        (await Sandbox.RefundsAsync(world.Mesh.DataFolder)).ConvertAll(x => new ProviderRefund(
            new Paid(Guid.Parse(x.Reference), x.Payment, x.Amount),
            x.IsBack
        ));

    /// <summary>How many reversals are planned, or not yet known to the mesh.</summary>
    public Task<int> ReversalsUnderWayAsync() => Sandbox.ReversalsUnderWayAsync(world.Mesh.DataFolder);

    private async Task<List<T>> ReadAsync<T>(string service, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection($"{world.Mesh.Databases[service]};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }
        return rows;
    }
}

internal sealed record StoredReturn(Guid Id, string State, string? Attention, bool AllTold, DateTime? DueAt)
{
    public bool HasEnded => State is "Completed" or "Rejected" or "Cancelled" or "Expired";

    /// <summary>It waits for a person, with a reason.</summary>
    public bool IsParked => State == "Open" && Attention is not null;
}

internal sealed record StoredMessage(Guid Id, Guid ReturnId, string Step, string Status);

internal sealed record StoredPayment(string Reference, long Captured, long Committed);

internal sealed record StoredPart(Guid Id, Guid ReturnId, long Amount, string Status);

internal sealed record StoredFailure(Guid MessageId, string Endpoint, string Reason);

/// <param name="IsBack">It was reversed later: it counts as not paid.</param>
internal sealed record ProviderRefund(Paid Paid, bool IsBack);

internal sealed record Paid(Guid Part, string Payment, long Amount);
