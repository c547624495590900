import CopyManager

/// Reading `copy_manager`.
extension CaseReader {
    /// The copy manager's profile, limits and pace.
    func copyManager(_ value: ValueReader) -> CopyManagerSetup? {
        guard let mapping = value.mapping(["profile", "limits", "enforce", "step"]) else {
            return nil
        }
        let profile = mapping.optional("profile", default: CopyManagerProfile()) {
            self.profile($0)
        }
        guard let profile else { return nil }
        var setup = CopyManagerSetup(profile: profile)
        // A pace has a key of its own.
        let fields = ProfileField<CopyManagerLimits>.limits.filter { $0.key != "step_byte_count" }
        if let limits = mapping.optional("limits") {
            limits.fields(fields, into: &setup.profile.advertised)
            limits.fields(fields, into: &setup.profile.enforced)
        }
        // What holds where it is not what is advertised.
        if let limits = mapping.optional("enforce") {
            limits.fields(fields, into: &setup.profile.enforced)
        }
        if let step = mapping.optional("step")?.size(1...Int(UInt32.max)) { setup.step = step }
        return setup
    }

    /// A profile by its name, or by the path of its file, which counts from the scenario's
    /// directory.
    private func profile(_ value: ValueReader) -> CopyManagerProfile? {
        guard let text = value.text("a profile's name, or the path of its file") else {
            return nil
        }
        guard !text.contains("\0") else { return value.refuse("a path without null characters") }
        let file = value.log.file
        let directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        switch ProfileCatalog.profile(text, in: directory) {
        case .success(let profile): return profile
        case .failure(.file(let faults)):
            value.log.add(faults)
            return nil
        case .failure(.unknownName(_, let nearest)):
            return value.refuse(
                "one of " + ProfileCatalog.names.joined(separator: ", ")
                    + ", or the path of a profile file", nearest: nearest)
        }
    }
}
