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
    dependencies: [],
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

        .testTarget(
            name: "WireBytesTests",
            dependencies: ["WireBytes"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SCSITests",
            dependencies: ["SCSI", "WireBytes"],
            swiftSettings: strict
        ),
    ]
)
