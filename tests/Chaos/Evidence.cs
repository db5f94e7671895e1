namespace AfterSalesMesh.Chaos;

/// <summary>Keeps the files by which a failed run can be examined: logs, mails, the broker's files and the databases.</summary>
internal static class Evidence
{
    public static async Task<string> KeepAsync(World world, IEnumerable<string> said)
    {
        var place = Directory.CreateTempSubdirectory("aftersales-chaos-").FullName;
        await File.WriteAllLinesAsync(Path.Combine(place, "said.txt"), said);
        await Task.WhenAll(world.Mesh.AllReplicas.Select(x => x.Process.KillAsync()));
        await world.Mesh.Database.StopAsync();
        await world.Mesh.Broker.StopAsync();
        await world.Mesh.Database.KeepAsync(Path.Combine(place, "postgres"));
        await world.Mesh.Broker.KeepAsync(Path.Combine(place, "rabbitmq"));
        Copy(world.Mesh.DataFolder, Directory.CreateDirectory(Path.Combine(place, "data")));
        Copy(
            Path.GetDirectoryName(world.Mesh.AllReplicas[0].Process.LogFile)!,
            Directory.CreateDirectory(Path.Combine(place, "logs"))
        );
        var number = 0;
        foreach (var mail in world.Mails)
        {
            await File.WriteAllTextAsync(Path.Combine(place, "data", $"mail-{++number:00000}.eml"), mail);
        }
        return place;
    }

    private static void Copy(string from, DirectoryInfo to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to.FullName, Path.GetFileName(file)));
        }
    }
}
