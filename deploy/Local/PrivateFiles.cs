using System.Runtime.InteropServices;

namespace AfterSalesMesh.Local;

/// <summary>Makes the data folder unreadable for other users of this machine: it holds bank accounts and customers' mail.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const uint NothingForOthers = 0b000_111_111;

    // Other files in the folder are not changed.
    private static readonly string[] OurFiles = [".lock", "clock", "*.db", "*.db-*", "*.db.*"];

    /// <summary>Protects the data folder and the files in it now, and every file that this process creates later.</summary>
    public static void Protect(DataFolder folder)
    {
        // On Windows a folder in the user's profile is private already.
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        _ = SetUmask(NothingForOthers);
        File.SetUnixFileMode(folder.Path, FolderMode);
        foreach (var file in OurFiles.SelectMany(x => Directory.EnumerateFiles(folder.Path, x)))
        {
            File.SetUnixFileMode(file, FileMode);
        }
        if (Directory.Exists(folder.MailFolder))
        {
            File.SetUnixFileMode(folder.MailFolder, FolderMode);
            var mail = new DirectoryInfo(folder.MailFolder);
            foreach (var entry in mail.EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
            {
                entry.UnixFileMode = entry is DirectoryInfo ? FolderMode : FileMode;
            }
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetUmask(uint mask);
}
