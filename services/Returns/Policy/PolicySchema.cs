using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using AfterSalesMesh.ServiceDefaults.Http;
using NodaTime;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// The JSON Schema of policy documents, made from their types: served to the people who write documents, and used by
/// <see cref="PolicyReader"/> to check them.
/// </summary>
internal static class PolicySchema
{
    public const string Path = "/schemas/policy.json";
    public const string DurationFormat = "duration";
    public const string DayOfYearPattern = @"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$";
    private const string Definitions = "$defs";

    public static readonly JsonObject Document = Make();

    /// <summary>The schema that a reference points to.</summary>
    public static JsonObject Resolve(JsonObject schema) =>
        schema["$ref"] is { } reference
            ? (JsonObject)Document[Definitions]![reference.GetValue<string>().Split('/')[^1]]!
            : schema;

    private static JsonObject Make()
    {
        var definitions = new JsonObject();
        var schema = (JsonObject)
            PolicyJson.Options.GetJsonSchemaAsNode(
                typeof(PolicyDocument),
                new JsonSchemaExporterOptions
                {
                    TreatNullObliviousAsNonNullable = true,
                    TransformSchemaNode = (context, node) => Describe(context, node, definitions),
                }
            );
        schema["type"] = "object";
        ((JsonObject)schema["properties"]!)["$schema"] = new JsonObject { ["type"] = "string" };
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "$id", Path);
        schema.Insert(2, "title", "A storefront's policy for returns");
        schema[Definitions] = definitions;
        return schema;
    }

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonNode node, JsonObject definitions)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = node as JsonObject ?? [];
        if (type == typeof(PolicyDuration))
        {
            schema = new() { ["type"] = "string", ["format"] = DurationFormat };
        }
        else if (type == typeof(AnnualDate))
        {
            schema = new() { ["type"] = "string", ["pattern"] = DayOfYearPattern };
        }
        else if (type == typeof(string))
        {
            schema = new() { ["type"] = "string" };
        }
        else if (type.IsAssignableTo(typeof(IEnumerable<string>)))
        {
            // The generated schema has no items if strings have a converter of their own.
            schema["items"] = new JsonObject { ["type"] = "string" };
        }
        // Optional properties may be omitted but not null.
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(x => x!.GetValue<string>()).First(x => x != "null");
        }
        if (type == typeof(RuleConditions) || type == typeof(LocalText))
        {
            var name = type == typeof(RuleConditions) ? "conditions" : "text";
            definitions.TryAdd(name, schema.DeepClone());
            schema = new() { ["$ref"] = $"#/{Definitions}/{name}" };
        }
        if (context.PropertyInfo?.AttributeProvider is { } attributes)
        {
            Apply(attributes, schema);
            if (context.PropertyInfo.DeclaringType == typeof(LocalText))
            {
                (schema["minLength"], schema["maxLength"]) = (1, 500);
            }
        }
        return schema;
    }

    private static void Apply(ICustomAttributeProvider attributes, JsonObject schema)
    {
        var isList = schema["items"] is not null;
        // Attributes of a list's entries belong to the schema of each entry.
        var value = isList ? (JsonObject)schema["items"]! : schema;
        if (Find<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }
        if (Find<OneOfAttribute>() is { } words)
        {
            value["enum"] = new JsonArray([.. words.Words.Select(x => (JsonNode)x)]);
        }
        if (Find<RegularExpressionAttribute>() is { } pattern)
        {
            value["pattern"] = pattern.Pattern;
        }
        if (Find<RangeAttribute>() is { } range)
        {
            value["minimum"] = Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture);
            if (Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture) is var most and < 1e15m)
            {
                value["maximum"] = (long)most;
            }
        }
        if (Find<MinLengthAttribute>() is { } least)
        {
            schema[isList ? "minItems" : "minLength"] = least.Length;
        }
        if (Find<MaxLengthAttribute>() is { } length)
        {
            schema[isList ? "maxItems" : "maxLength"] = length.Length;
        }
        if (isList && value["type"]?.GetValue<string>() == "string" && value["enum"] is null)
        {
            (value["minLength"], value["maxLength"]) = (1, 100);
        }

        T? Find<T>()
            where T : Attribute => (T?)attributes.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
    }
}
