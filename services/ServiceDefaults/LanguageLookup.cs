namespace AfterSalesMesh.ServiceDefaults;

/// <summary>Finds the language of a text for a reader's language tag (BCP 47), by the lookup of RFC 4647.</summary>
public static class LanguageLookup
{
    /// <summary>The maximum length of a tag: RFC 5646 requires 35 characters.</summary>
    public const int MaxTag = 35;

    /// <summary>
    /// The first of the languages that the tag, shortened step by step, names; null: none. Chinese is compared by its script, simplified or
    /// traditional: if a tag names none, its region decides.
    /// </summary>
    /// <param name="tag">The reader's language, for example <c>zh-CN</c>; null or too long: not known.</param>
    /// <param name="languages">The tags of the languages in which the text exists.</param>
    public static string? Find(string? tag, IEnumerable<string> languages)
    {
        for (var range = tag is { Length: <= MaxTag } ? WithScript(tag) : ""; range.Length > 0; range = Shorten(range))
        {
            var found = languages.FirstOrDefault(x => WithScript(x).Equals(range, StringComparison.OrdinalIgnoreCase));
            if (found is not null)
            {
                return found;
            }
        }
        return null;
    }

    private static string WithScript(string tag)
    {
        var parts = tag.Split('-');
        if (!parts[0].Equals("zh", StringComparison.OrdinalIgnoreCase))
        {
            return tag;
        }
        var traditional = parts[1..].Any(x => x.ToUpperInvariant() is "HANT" or "TW" or "HK" or "MO");
        var simplified = parts[1..].Any(x => x.Equals("Hans", StringComparison.OrdinalIgnoreCase));
        return traditional && !simplified ? "zh-Hant" : "zh-Hans";
    }

    /// <summary>Removes the last subtag, and then a single letter at the end.</summary>
    private static string Shorten(string range)
    {
        var parts = range.Split('-')[..^1];
        return string.Join('-', parts is [.., { Length: 1 }] ? parts[..^1] : parts);
    }
}
