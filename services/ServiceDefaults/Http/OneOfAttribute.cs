using System.Collections.Concurrent;
using System.Reflection;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>A text that is one of a closed set of words, for example the constants of a class. The API description lists them.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class OneOfAttribute : Attribute
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> All = new();

    public OneOfAttribute(Type words) => Words = ValuesOf(words);

    public OneOfAttribute(params string[] words) => Words = words;

    public IReadOnlyList<string> Words { get; }

    /// <summary>The string constants of a class.</summary>
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
