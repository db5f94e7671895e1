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
    private static readonly HashSet<string> NotOurs = ["bin", "obj", "data", "node_modules", "TestResults"];

    // What git keeps, and the ending of what is text.
    private static readonly HashSet<string> Hidden = [".ci", ".config", ".devcontainer", ".vscode"];

    public static string Root { get; } = Find();

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The files of the repository that people write, from its root.</summary>
    public static IEnumerable<string> Files() => FilesBelow(new DirectoryInfo(Root));

    private static IEnumerable<string> FilesBelow(DirectoryInfo folder)
    {
        var inner = folder
            .EnumerateDirectories()
            .Where(x => !NotOurs.Contains(x.Name) && (x.Name[0] != '.' || Hidden.Contains(x.Name)));
        return folder
            .EnumerateFiles()
            .Where(x => x.Name[0] != '.')
            .Select(x => Path.GetRelativePath(Root, x.FullName).Replace('\\', '/'))
            .Concat(inner.SelectMany(FilesBelow));
    }

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
