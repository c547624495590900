import Devices
import Media
import SCSI
import Synchronization

/// Where the fabric leaves the completions of an open file's commands, on whatever thread.
///
/// The file's thread takes them out. It is woken only where it sleeps: a command that ends before
/// its submission returns costs nothing here.
final class CommandReplies: Sendable {
    /// What came of a command.
    struct Arrival: Sendable {
        var slot: Int
        /// `nil` where no logical unit answered.
        var completion: Completion?
        /// How many bytes of data are in the slot already; `nil` where the completion has them.
        var filled: Int?
    }

    private struct State {
        var arrived: [Arrival] = []
        /// Counts the requests of each slot, so that what comes too late is nobody's.
        var generations = [UInt32](repeating: 0, count: SharedArea.slotCount)
        var isAwake = true
    }

    private let state = Mutex(State())
    private let area: SharedArea

    init(_ area: SharedArea) { self.area = area }

    /// Begins a request.
    func begin(_ slot: Int) -> UInt32 {
        state.withLock { state in
            state.generations[slot] &+= 1
            return state.generations[slot]
        }
    }

    /// Whatever a slot's request comes to, nobody wants it any more.
    func forget(_ slot: Int) { _ = begin(slot) }

    /// Takes a completion from the fabric, which holds its lock meanwhile: the files that data is
    /// in are read now.
    func put(_ slot: Int, _ generation: UInt32, limit: Int, _ completion: Completion?) {
        let wakes = state.withLock { state in
            if state.generations[slot] != generation { return false }
            var arrival = Arrival(slot: slot, completion: completion)
            if let data = completion?.dataIn, data.isInFile { read(data, limit, &arrival) }
            state.arrived.append(arrival)
            return !state.isAwake
        }
        if wakes { area.ring() }
    }

    /// Reads data from its files into the slot, straight.
    private func read(_ data: DataBuffer, _ limit: Int, _ arrival: inout Arrival) {
        var data = data
        if data.count > limit { data = data.takeFirst(limit) }
        do throws(MediumFailure) {
            try area.fill(arrival.slot, with: data)
            arrival.filled = data.count
        } catch {
            arrival.completion = Completion.check(.mediumError, .unrecoveredReadError)
        }
    }

    /// What has arrived. The thread is awake.
    func takeAll() -> [Arrival] {
        state.withLock { state in
            state.isAwake = true
            if state.arrived.isEmpty { return [] }
            defer { state.arrived.removeAll(keepingCapacity: true) }
            return state.arrived
        }
    }

    /// The thread is about to sleep; `false` where something has arrived.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAwake = !state.arrived.isEmpty
            return !state.isAwake
        }
    }
}
