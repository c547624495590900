// swift-tools-version: 6.2
import PackageDescription

// Every floor of the house is one target; `Tests/LayeringTests` holds the imports to it.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "sanbench",
    products: [],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2")
    ],
    targets: [
        // Cellar: C libraries that Debian packages provide.
        .systemLibrary(
            name: "CISAL",
            pkgConfig: "libisal",
            providers: [.apt(["libisal-dev"])]
        ),

        // Ground floor.
        .target(name: "WireBytes", dependencies: ["CISAL"], swiftSettings: strict),
        .target(name: "Timebase", swiftSettings: strict),
        .target(name: "SCSI", dependencies: ["WireBytes"], swiftSettings: strict),

        // Roof.
        .target(
            name: "ScenarioRunner",
            dependencies: ["Timebase", "WireBytes", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),

        .testTarget(
            name: "WireBytesTests",
            dependencies: ["WireBytes"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ScenarioRunnerTests",
            dependencies: ["ScenarioRunner", "Timebase"],
            swiftSettings: strict
        ),
    ]
)
