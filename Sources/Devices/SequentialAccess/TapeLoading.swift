import Media
import SCSI

extension SequentialAccessUnit {
    /// Adds the commands that load and keep the cartridge.
    func addLoading() {
        commands.add(LoadUnloadCDB.self) { [unowned self] cdb, task in loadUnload(cdb, task) }
        commands.add(PreventAllowMediumRemovalCDB.self) { [unowned self] cdb, task in
            switch cdb.prevent {
            case .allow: preventing.remove(task.nexus)
            case .prevent: preventing.insert(task.nexus)
            default: return .invalidCDB(byte: 4, bit: 1)
            }
            return .good
        }
    }

    /// Puts a cartridge into the drive, which loads it: every nexus is told.
    ///
    /// - Precondition: no cartridge is in the drive or in its mouth.
    public func insert(_ medium: any TapeMedium) {
        precondition(cartridge == nil, "one cartridge at a time")
        load(medium)
        establishUnitAttention(.mediumMayHaveChanged)
    }

    /// Takes the cartridge out by hand, as it is: nothing is flushed.
    @discardableResult
    public func removeCartridge() -> (any TapeMedium)? {
        defer {
            loading = .empty
            position = 0
        }
        return cartridge
    }

    private func load(_ medium: any TapeMedium) {
        loading = .loaded(medium)
        position = 0
    }

    /// LOAD UNLOAD (SSC-4 7.3). With IMMED the status comes as soon as the command is accepted;
    /// what it does takes no time here but the timing model's.
    private func loadUnload(_ cdb: LoadUnloadCDB, _ task: SCSITask) -> Completion {
        // To the end of the medium is a way to unload, not to load.
        if cdb.eot && cdb.load { return .invalidCDB(byte: 4, bit: 2) }
        guard let medium = cartridge else { return .check(.notReady, .mediumNotPresent) }
        if !cdb.load && !cdb.hold && !preventing.isEmpty {
            return .check(.illegalRequest, .mediumRemovalPrevented)
        }
        let distance = position
        if case .loaded = loading {
            do {
                if cdb.load && !cdb.hold { try medium.flush() } else { try medium.unload() }
            } catch {
                var sense = SenseData(.mediumError, .writeError)
                sense.isDeferred = true
                return .check(sense)
            }
            if cdb.load && !cdb.hold {
                // It is loaded: only the position changes.
                position = 0
                return .good.with(work: MediumWork(distance: distance))
            }
        }
        position = 0
        if cdb.load && !cdb.hold {
            load(medium)
            establishUnitAttention(.mediumMayHaveChanged, exceptFor: task.nexus)
        } else if cdb.hold {
            loading = .held(medium)
        } else {
            loading = .ejected(medium)
        }
        return .good.with(work: MediumWork(distance: distance))
    }
}
