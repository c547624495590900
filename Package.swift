// swift-tools-version: 6.2
import PackageDescription

// Every floor of the house is one target; `Tests/LayeringTests` holds the imports to it.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// The built-in profiles of copy managers.
let profiles = [
    "00-165r0", "143r1", "ddpt", "freebsd-ctl", "hp-nsr-m2402", "hp-nsr-m2402-143r1", "libiscsi",
    "lio", "quadstor", "scst", "spc2", "spc4", "spectra-s50", "spectra-s50-143r1", "tcmu-runner",
]

let package = Package(
    name: "sanbench",
    products: [
        .executable(name: "sanbench", targets: ["sanbench"]),
        .executable(name: "bench", targets: ["Benchmarks"]),
        .executable(name: "fuzz", targets: ["Fuzzers"]),
        // What tools/bench times in a process of its own.
        .executable(name: "roundtrips", targets: ["RoundTrips"]),
        // What OracleTests preloads into other programs.
        .library(name: "CSGCapture", type: .dynamic, targets: ["CSGCapture"]),
        // What `LoopbackSG`'s users preload into other programs.
        .library(name: "SGPreload", type: .dynamic, targets: ["SGPreload"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections.git", exact: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
    ],
    targets: [
        // Cellar: C libraries that Debian packages provide, and calls that Swift does not see.
        .systemLibrary(
            name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSGUtils", providers: [.apt(["libsgutils2-dev"])]),
        .target(name: "CLinuxFile"),
        .target(name: "CFuse3", linkerSettings: [.linkedLibrary("fuse3")]),
        .target(name: "CLinuxSG"),
        .target(name: "CLibFuzzer"),
        .executableTarget(name: "RoundTrips"),
        .target(name: "CSGCapture", path: "Tests/CSGCapture"),
        .target(name: "CLoopbackSG"),
        // It sees the headers, and nothing of it is linked: a C target depends on no other.
        .target(
            name: "SGPreload", cSettings: [.headerSearchPath("../CLoopbackSG/include")]),

        // Ground floor.
        .target(name: "WireBytes", dependencies: ["CISAL", "COpenSSL"], swiftSettings: strict),
        .target(name: "Timebase", swiftSettings: strict),
        .target(name: "Styling", swiftSettings: strict),
        .target(
            name: "SCSI", dependencies: ["WireBytes", "Timebase"], swiftSettings: strict),
        .target(name: "Trace", dependencies: ["Timebase"], swiftSettings: strict),

        // The SAN's wing.
        .target(
            name: "Media", dependencies: ["SCSI", "WireBytes", "Timebase", "CLinuxFile"],
            swiftSettings: strict),
        .target(
            name: "Devices", dependencies: ["Media", "SCSI", "Timebase", "WireBytes"],
            swiftSettings: strict),
        .target(
            name: "CopyManager",
            dependencies: ["Devices", "Media", "SCSI", "Timebase", "WireBytes"],
            swiftSettings: strict),
        .target(
            name: "Fabric",
            dependencies: [
                "CopyManager", "Devices", "Media", "SCSI", "Timebase", "Trace",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),

        // Ways in for other programs.
        .target(
            name: "FuseExport",
            dependencies: [
                "CFuse3", "CLinuxSG", "CopyManager", "Devices", "Fabric", "Media", "SCSI",
                "Timebase", "WireBytes",
            ],
            swiftSettings: strict),
        .target(
            name: "LoopbackSG",
            dependencies: [
                "CLoopbackSG", "Devices", "Fabric", "Media", "SCSI", "Timebase", "WireBytes",
            ],
            swiftSettings: strict),

        // The engine's wing.
        .target(name: "VolumeMap", dependencies: ["WireBytes"], swiftSettings: strict),
        .target(
            name: "ServerlessBackup",
            dependencies: [
                "SCSI", "VolumeMap", "Timebase", "Trace", "WireBytes",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),

        .target(
            name: "SGInitiator", dependencies: ["CSGUtils", "SCSI", "Timebase"],
            swiftSettings: strict),

        // The roof.
        .target(
            name: "DeviceSAN",
            dependencies: [
                "CopyManager", "FileSAN", "SCSI", "SGInitiator", "ServerlessBackup", "Styling",
                "Timebase", "Trace", "VolumeMap", "WireBytes",
            ],
            swiftSettings: strict),
        .target(
            name: "Explanation", dependencies: ["CopyManager", "SCSI", "Styling", "WireBytes"],
            swiftSettings: strict),
        .target(
            name: "FileSAN",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "Media", "SCSI", "ServerlessBackup", "Styling",
                "Timebase", "Trace", "VolumeMap", "WireBytes",
            ],
            swiftSettings: strict),
        .target(
            name: "ScenarioRunner",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "Media", "SCSI",
                "ServerlessBackup", "Styling", "Timebase", "Trace", "VolumeMap", "WireBytes",
                "Yams",
            ],
            // The profiles are data files, and part of the program wherever it is moved.
            resources: profiles.map { .embedInCode("Profiles/\($0).yaml") },
            swiftSettings: strict),
        .target(
            name: "BenchServer",
            dependencies: [
                "CLinuxFile", "CopyManager", "Devices", "Fabric", "FuseExport", "LoopbackSG",
                "Media", "SCSI", "ScenarioRunner", "Styling", "Timebase",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "sanbench",
            dependencies: [
                "BenchServer", "CopyManager", "DeviceSAN", "Explanation", "FileSAN", "Media",
                "ScenarioRunner",
                "ServerlessBackup", "Styling", "Trace", "Timebase", "VolumeMap",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "BenchServer", "CopyManager", "Devices", "Fabric", "FileSAN", "Media", "SCSI",
                "ScenarioRunner",
                "ServerlessBackup", "Timebase", "VolumeMap", "WireBytes",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .target(
            name: "Fuzzing",
            dependencies: [
                "CopyManager", "Devices", "Explanation", "Fabric", "LoopbackSG", "Media", "SCSI",
                "Styling", "Timebase", "VolumeMap", "WireBytes",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Fuzzers", dependencies: ["CLibFuzzer", "Fuzzing"], swiftSettings: strict),

        .testTarget(
            name: "ImageTests", dependencies: ["ScenarioRunner"], swiftSettings: strict),
        .testTarget(name: "LayeringTests", swiftSettings: strict),
        .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing"], swiftSettings: strict),
        .testTarget(
            name: "WireBytesTests", dependencies: ["WireBytes"], swiftSettings: strict),
        .testTarget(
            name: "SCSITests", dependencies: ["SCSI", "WireBytes"], swiftSettings: strict),
        .testTarget(
            name: "VolumeMapTests", dependencies: ["VolumeMap", "WireBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "MediaTests", dependencies: ["Media", "SCSI", "WireBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "DevicesTests",
            dependencies: ["Devices", "Media", "SCSI", "Timebase", "WireBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "CopyManagerTests",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "Media", "SCSI", "Timebase", "Trace",
                "WireBytes",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FabricTests",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "Media", "SCSI", "Timebase", "Trace",
                "WireBytes",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FuseExportTests",
            dependencies: [
                "CLinuxSG", "CopyManager", "Devices", "Fabric", "FuseExport", "Media", "SCSI",
                "Timebase", "WireBytes",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LoopbackSGTests",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "LoopbackSG", "Media", "SCSI", "Timebase",
                "WireBytes",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LoopbackFilesTests",
            dependencies: [
                "Devices", "Fabric", "LoopbackSG", "Media", "SCSI", "Timebase", "WireBytes",
            ],
            swiftSettings: strict),
        // Asks other people's programs and libraries what they make of our bytes, and the reverse.
        .testTarget(
            name: "OracleTests", dependencies: ["CSGUtils", "SCSI", "VolumeMap", "WireBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "ServerlessBackupTests",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "Media", "SCSI", "ServerlessBackup",
                "Timebase", "Trace", "WireBytes",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        // What SGInitiatorTests starts with CSGCapture preloaded: it sends one command.
        .executableTarget(
            name: "SGProbe", dependencies: ["SCSI", "SGInitiator", "Timebase", "WireBytes"],
            path: "Tests/SGProbe", swiftSettings: strict),
        .testTarget(
            name: "SGInitiatorTests",
            dependencies: ["SCSI", "SGInitiator", "SGProbe", "Timebase", "WireBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "DeviceSANTests",
            dependencies: [
                "CopyManager", "DeviceSAN", "FileSAN", "SCSI", "SGInitiator", "ServerlessBackup",
                "Styling", "Timebase", "Trace", "WireBytes",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ExplanationTests",
            dependencies: ["CopyManager", "Explanation", "SCSI", "Styling", "WireBytes"],
            swiftSettings: strict),
        .testTarget(
            name: "ScenarioRunnerTests",
            dependencies: [
                "CopyManager", "Devices", "Fabric", "Media", "SCSI", "ScenarioRunner", "Styling",
                "Timebase", "Trace", "WireBytes",
            ],
            swiftSettings: strict),
        // Runs the executable, so that it must be built.
        .testTarget(
            name: "CommandLineTests", dependencies: ["SCSI", "WireBytes", "sanbench"],
            swiftSettings: strict),
        // Runs libiscsi's test tool on the executable's benches.
        .testTarget(
            name: "ISCSITestToolTests", dependencies: ["sanbench"], swiftSettings: strict),
        // Serves benches by the executable, and runs other people's programs on them.
        .testTarget(
            name: "ProgramTests", dependencies: ["sanbench"], swiftSettings: strict),
    ]
)

// A part of the house: the target named and what is below it. tools/compare-model builds its tests
// so in release mode, where the others could not be built: they see what is internal to a module.
if let wanted = Context.environment["SANBENCH_ONLY"] {
    var kept: Set<String> = []
    var packages: Set<String> = []
    func keep(_ name: String) {
        guard kept.insert(name).inserted else { return }
        for dependency in package.targets.first(where: { $0.name == name })?.dependencies ?? [] {
            switch dependency {
            case .productItem(_, let package, _, _): packages.insert((package ?? "").lowercased())
            case .targetItem(let name, _), .byNameItem(let name, _):
                keep(name)
                packages.insert(name.lowercased())
            @unknown default: break
            }
        }
    }
    keep(wanted)
    // What the tests preload is built along with them.
    if kept.contains("LoopbackSG") { keep("SGPreload") }
    package.products.removeAll { $0.name != "SGPreload" || !kept.contains($0.name) }
    package.targets.removeAll { !kept.contains($0.name) }
    package.dependencies.removeAll { dependency in
        guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
        return !packages.contains { location.lowercased().hasSuffix("/\($0).git") }
    }
}
