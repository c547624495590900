import Foundation
import SCSI
import SGInitiator
import Timebase
import WireBytes

/// Sends one command to a device and prints what came back: the tests start it with a preloaded
/// library, which answers.
///
///     SGProbe PATH CDB DATA-OUT DATA-IN-LENGTH TIMEOUT-IN-MILLISECONDS
///
/// Bytes are hexadecimal, and `-` where there are none.
@main
enum SGProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let length = Int(arguments[4]), let time = Int64(arguments[5])
        else { throw Usage() }
        let initiator: SGInitiator
        do throws(DeviceFault) {
            initiator = try SGInitiator(path: arguments[1])
        } catch {
            print("fault \(error)")
            return
        }
        let bytes = try arguments[2...3].map { $0 == "-" ? [] : try WireBytes.bytes(hex: $0) }
        let start = ContinuousClock.now
        let reply = initiator.execute(
            CommandRequest(
                cdb: bytes[0], dataOut: bytes[1], dataInLength: length,
                timeout: .milliseconds(time)))
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        print("milliseconds \(seconds * 1000 + attoseconds / 1_000_000_000_000_000)")
        switch reply.transportFailure {
        case .unreachable: print("unreachable")
        case .timedOut: print("timed out")
        case .notDelivered(let why): print("not delivered \(why)")
        case nil:
            print("status \(hexadecimal(reply.status.rawValue))")
            print("sense \(hexPairs(reply.sense))")
            print("data \(hexPairs(reply.dataIn))")
        }
    }

    struct Usage: Error {}
}
