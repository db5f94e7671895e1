namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Text of a caller's that stands in a path.</summary>
public static class PathText
{
    /// <summary>With the one character that a server leaves as it was written.</summary>
    public static string Of(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
