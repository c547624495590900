import CopyManager

/// The profiles of copy managers: those that the program brings along, and files of one's own.
public enum ProfileCatalog {
    /// The built-in profiles, whose files are part of the program: the standard's first, then
    /// software, then devices.
    private static let files: [(name: String, bytes: [UInt8])] = [
        ("spc4", PackageResources.spc4_yaml),
        ("spc2", PackageResources.spc2_yaml),
        ("143r1", PackageResources._43r1_yaml),
        ("00-165r0", PackageResources._0_165r0_yaml),
        ("lio", PackageResources.lio_yaml),
        ("scst", PackageResources.scst_yaml),
        ("freebsd-ctl", PackageResources.freebsd_ctl_yaml),
        ("tcmu-runner", PackageResources.tcmu_runner_yaml),
        ("quadstor", PackageResources.quadstor_yaml),
        ("libiscsi", PackageResources.libiscsi_yaml),
        ("ddpt", PackageResources.ddpt_yaml),
        ("spectra-s50", PackageResources.spectra_s50_yaml),
        ("spectra-s50-143r1", PackageResources.spectra_s50_143r1_yaml),
        ("hp-nsr-m2402", PackageResources.hp_nsr_m2402_yaml),
        ("hp-nsr-m2402-143r1", PackageResources.hp_nsr_m2402_143r1_yaml),
    ]

    /// The names of the built-in profiles.
    public static var names: [String] { files.map(\.name) }

    /// The text of a built-in profile's file.
    public static func text(ofBuiltIn name: String) -> String? {
        files.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// A profile by its name, or by the path of its file: what has a `/` in it or ends with
    /// `.yaml`.
    ///
    /// - Parameter directory: where relative paths count from; ends with `/`, or is empty for the
    ///   working directory.
    /// - Returns: the profile, or what is wrong: with the name, or with the file, every fault.
    public static func profile(
        _ nameOrPath: String, in directory: String = ""
    ) -> Result<CopyManagerProfile, ProfileFault> {
        if isPath(nameOrPath) {
            let file = nameOrPath.hasPrefix("/") ? nameOrPath : directory + nameOrPath
            return InputFile.bytes(of: file, expected: "a profile file")
                .flatMap { read(text: $0, file: file) }
                .mapError { .file($0) }
        }
        if let profile = builtIn(nameOrPath) { return profile.mapError { .file($0) } }
        return .failure(
            .unknownName(nameOrPath, nearest: nearestName(to: nameOrPath, among: names)))
    }

    /// Reads a profile from its text.
    ///
    /// - Parameters:
    ///   - bytes: what stands in the file.
    ///   - file: the file's path; faults name it.
    /// - Returns: the profile, or every fault that was found.
    public static func read(
        text bytes: [UInt8], file: String
    ) -> Result<CopyManagerProfile, ScenarioFaults> {
        ProfileReading.read(bytes: bytes, file: file) { try? builtIn($0)?.get() }
    }

    /// Whether it is a path, not a name.
    static func isPath(_ nameOrPath: String) -> Bool {
        nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml")
    }

    private static func builtIn(_ name: String) -> Result<CopyManagerProfile, ScenarioFaults>? {
        guard let place = files.firstIndex(where: { $0.name == name }) else { return nil }
        return ProfileReading.read(bytes: files[place].bytes, file: "\(name).yaml") { base in
            // A file builds on one above it in the list alone, so that there is no circle.
            guard let other = files.firstIndex(where: { $0.name == base }), other < place else {
                return nil
            }
            return try? builtIn(base)?.get()
        }
    }
}

/// Why there is no profile.
public enum ProfileFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// No built-in profile has that name; the nearest one, if one is near.
    case unknownName(String, nearest: String?)
    /// The file cannot be used.
    case file(ScenarioFaults)

    public var description: String {
        switch self {
        case .unknownName(let name, let nearest):
            let known = ProfileCatalog.names.joined(separator: ", ")
            let question = nearest.map { "did you mean \($0)? " } ?? ""
            return "no profile \(shortened(name)); \(question)known: \(known)"
        case .file(let faults): return faults.description
        }
    }
}
