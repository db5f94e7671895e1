using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class TimelineEventTests
{
    [Fact]
    public void Every_kind_is_the_what_of_its_JSON()
    {
        var declared = typeof(TimelineEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();

        declared
            .Select(x => x.DerivedType)
            .ShouldBe(
                typeof(TimelineEvent)
                    .GetNestedTypes(BindingFlags.NonPublic)
                    .Where(x => !x.IsDefined(typeof(CompilerGeneratedAttribute))),
                ignoreOrder: true
            );
        foreach (var kind in declared)
        {
            var constructor = kind.DerivedType.GetConstructors().Single();
            var values = constructor.GetParameters().Select(x => ValueOf(x.ParameterType)).ToArray();
            var happened = (TimelineEvent)constructor.Invoke(values);

            happened.Kind.ShouldBe((string?)kind.TypeDiscriminator);
            var json = JsonSerializer.Serialize(happened, JsonSerializerOptions.Web);
            JsonSerializer
                .Deserialize<TimelineEvent>(json, JsonSerializerOptions.Web)!
                .Detail.ShouldBe(happened.Detail);
        }
    }

    private static object ValueOf(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(int) ? 1
        : type == typeof(long) ? 1L
        : new Dictionary<string, int> { ["restock"] = 2 };
}
