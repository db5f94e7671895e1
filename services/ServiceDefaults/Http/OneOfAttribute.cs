using System.Collections.Concurrent;
using System.Reflection;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>A text that is one of a closed set of words: the constants of a class. The API's description lists them.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class OneOfAttribute(Type words) : Attribute
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> All = new();

    public Type Words { get; } = words;

    /// <summary>The words of a class: its constants that are texts.</summary>
    public static IReadOnlyList<string> ValuesOf(Type words) =>
        All.GetOrAdd(
            words,
            static type =>
                [
                    .. type.GetFields(BindingFlags.Static | BindingFlags.Public)
                        .Where(x => x.IsLiteral && x.FieldType == typeof(string))
                        .Select(x => (string)x.GetRawConstantValue()!),
                ]
        );
}
