using System.Text.Json;
using AfterSalesMesh.Contracts.Returns;
using MassTransit;
using MassTransit.Serialization;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

/// <summary>
/// The wire: what a contract looks like as JSON, its URN and its exchange. Other replicas and stored messages speak it, so
/// changes are additive; a break is a new contract. Set AFTERSALES_WRITE_DOCS=1 to write the pins anew.
/// </summary>
public sealed class PinnedContractsTests
{
    [Fact]
    public void The_JSON_of_every_contract_is_the_pinned_one()
    {
        var lines = Contracts()
            .OrderBy(x => x.FullName, StringComparer.Ordinal)
            .Select(type =>
            {
                var exchange = new MassTransit.RabbitMqTransport.RabbitMqMessageNameFormatter().GetMessageName(type);
                var json = JsonSerializer.Serialize(
                    Example.Of(type, ""),
                    type,
                    SystemTextJsonMessageSerializer.Options
                );
                return $"{MessageUrn.ForTypeString(type)}\n  exchange {exchange}\n  {json}\n";
            });

        Pinned.ShouldMatch("tests/Mesh.Tests/Contracts/pinned.txt", string.Join('\n', lines));
    }

    [Fact]
    public void Every_contract_reads_back_what_it_wrote()
    {
        foreach (var type in Contracts())
        {
            var json = JsonSerializer.Serialize(Example.Of(type, ""), type, SystemTextJsonMessageSerializer.Options);
            var again = JsonSerializer.Deserialize(json, type, SystemTextJsonMessageSerializer.Options);
            JsonSerializer.Serialize(again, type, SystemTextJsonMessageSerializer.Options).ShouldBe(json);
        }
    }

    /// <summary>All that is sent: not the words of the trade and the ids.</summary>
    private static IEnumerable<Type> Contracts() =>
        typeof(StorefrontChanged)
            .Assembly.GetExportedTypes()
            .Where(x => x.Namespace!.Split('.')[^1] is not ("Words" or "Ids"));
}
