using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Stores a value as JSON in one column. The value must be replaced, never changed in place.</summary>
public static class JsonColumn
{
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property) =>
        property.HasConversion(
            value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!,
            new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => value!.GetHashCode(), value => value)
        );
}
