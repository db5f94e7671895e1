using Shouldly;

namespace AfterSalesMesh.Mesh.Tests;

/// <summary>A file in the repository that must say what the code says.</summary>
internal static class Pinned
{
    public static void ShouldMatch(string path, string actual)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("AFTERSALES_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        actual.ShouldBe(File.ReadAllText(file), $"{path} is out of date: AFTERSALES_WRITE_DOCS=1 writes it anew.");
    }
}

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "AfterSalesMesh.sln")))
        {
            folder = folder.Parent;
        }
        return folder.FullName;
    }
}
