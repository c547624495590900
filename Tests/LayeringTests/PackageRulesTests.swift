import Testing

@Suite struct PackageRulesTests {
    private let settings = """
        let strict: [SwiftSetting] = [
            .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
        ]

        """

    private func findings(_ target: String) -> [String] {
        packageFindings(text: settings + target, house: .sanbench)
    }

    @Test func readsATargetWhole() {
        let text = """
            // .target(name: "Ghost")
            .executableTarget(
                name: "sanbench",
                dependencies: [
                    "Fabric",
                    .target(name: "SCSI"),
                    .product(name: "Yams", package: "yams", condition: .when(platforms: [.linux])),
                ],
                exclude: ["Notes"],
                swiftSettings: strict + [.define("A")]
            ),
            """
        #expect(
            declaredTargets(in: text) == [
                DeclaredTarget(
                    kind: "executableTarget",
                    name: "sanbench",
                    dependencies: ["Fabric", "SCSI", "Yams"],
                    settings: ["strict", "define"],
                    line: 2
                )
            ]
        )
    }

    @Test(arguments: [
        #".target(name: "Media", swiftSettings: strict)"#,
        #".target(name: "Fabric", dependencies: ["CopyManager", "SCSI"], swiftSettings: strict)"#,
        #".systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["x"])])"#,
        #".testTarget(name: "T", dependencies: ["Fabric", "VolumeMap"], swiftSettings: strict)"#,
    ])
    func allowsWhatTheTableAllows(_ target: String) {
        #expect(findings(target) == [])
    }

    @Test(arguments: [
        #".target(name: "VolumeMap", dependencies: ["Media"], swiftSettings: strict)"#,
        #".target(name: "Media", dependencies: [.target(name: "Fabric")], swiftSettings: strict)"#,
        #".target(name: "Fabric", dependencies: [.product(name: "Yams", package: "y")], "#
            + "swiftSettings: strict)",
        #".target(name: "Media", dependencies: ["SCSI"] + more, swiftSettings: strict)"#,
        #".target(name: "Media", dependencies: more, swiftSettings: strict)"#,
        #".target(name: "Media", dependencies: [more], swiftSettings: strict)"#,
        #".target(name: "Cupboard", swiftSettings: strict)"#,
        #".target(name: "CFuse3", dependencies: ["SCSI"])"#,
        #".target(name: "Media")"#,
        #".testTarget(name: "MediaTests", dependencies: ["Media"])"#,
        #".target(name: "Media", swiftSettings: [.swiftLanguageMode(.v6)])"#,
    ])
    func reportsWhatTheTableForbids(_ target: String) {
        #expect(findings(target).count == 1)
    }

    @Test func reportsEmptiedSettings() {
        let emptied = settings.replacing(".strictMemorySafety(), ", with: "")
        #expect(packageFindings(text: emptied, house: .sanbench).count == 1)
        #expect(packageFindings(text: "", house: .sanbench).count == 1)
    }
}
