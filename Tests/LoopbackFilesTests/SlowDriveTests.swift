import Foundation
import SCSI
import Synchronization
import Testing

@testable import LoopbackSG

/// st on a drive that takes its time, or says strange things.
struct SlowDriveTests {
    @Test("A drive that is becoming ready is waited for; another open is refused meanwhile")
    func becomingReady() async throws {
        let drive = ScriptedDrive()
        drive.set { $0.notReady = SenseData(.notReady, AdditionalSenseCode(0x04, 0x01)) }
        let device = TapeDevice(initiator: drive)
        let opened = Task.detached { try device.open(flags: O_RDONLY, isRewinding: true).get() }
        while drive.count == 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(failure(device, O_RDONLY) == EBUSY)
        #expect(failure(device, O_RDONLY | O_NONBLOCK) == EBUSY)
        #expect(device.options == TapeOptions())
        drive.set { $0.notReady = nil }
        #expect(try await opened.value.close() == FileAnswer())
        #expect(failure(device, O_RDONLY) == 0)
    }

    @Test("A drive that needs a command first is not waited for")
    func notReady() throws {
        let drive = ScriptedDrive()
        drive.set { $0.notReady = SenseData(.notReady, .initializingCommandRequired) }
        let device = TapeDevice(initiator: drive)
        #expect(failure(device, O_RDONLY) == EIO)
        let file = OpenTape(try device.open(flags: O_RDONLY | O_NONBLOCK, isRewinding: true).get())
        #expect(file.read(10) == .failure(EIO))
        #expect(try !file.status().isOnline)
        #expect(try !file.status().isDoorOpen)
        #expect(file.close() == 0)
    }

    @Test("More unit attentions than a drive can have are too many; a few are taken")
    func attentions() {
        let drive = ScriptedDrive()
        let device = TapeDevice(initiator: drive)
        drive.set { $0.attentions = 10 }
        #expect(failure(device, O_RDONLY) == 0)
        drive.set { $0.attentions = 11 }
        #expect(failure(device, O_RDONLY) == EIO)
        drive.set { $0.busy = 5 }
        #expect(failure(device, O_RDONLY) == 0, "a busy drive is asked again")
    }

    @Test("A reset is not forgotten by closing: reading goes on after a rewind")
    func unknownPosition() throws {
        let drive = ScriptedDrive()
        let device = TapeDevice(initiator: drive)
        var file = OpenTape(try device.open(flags: O_RDONLY, isRewinding: false).get())
        drive.set { $0.attentions = 1 }
        #expect(file.read(10) == .failure(EIO))
        #expect(file.close() == 0)
        file = OpenTape(try device.open(flags: O_RDONLY, isRewinding: false).get())
        #expect(file.read(10) == .failure(EIO))
        #expect(file.operate(.rew) == 0)
        drive.set { $0.data = content(1, 10) }
        #expect(file.read(10) == .read(content(1, 10)))
        #expect(file.close() == 0)
    }

    @Test("A drive that reports the end of the medium while reading", arguments: [false, true])
    func endOfMediumAtReading(_ isBehindFilemark: Bool) throws {
        let drive = ScriptedDrive()
        let device = TapeDevice(initiator: drive)
        let file = OpenTape(try device.open(flags: O_RDONLY, isRewinding: false).get())
        if isBehindFilemark { #expect(file.operate(.fsf) == 0) }
        var sense = SenseData(.noSense, .endOfPartition)
        (sense.eom, sense.information) = (true, 10)
        drive.set {
            $0.sense = sense
            $0.data = content(1, 20)
        }
        #expect(file.read(30) == .read(content(1, 20)))
        #expect(try file.status().isEOT == !isBehindFilemark)
        #expect(try file.status().isEOD == isBehindFilemark)
        drive.set {
            $0.sense = nil
            $0.data = content(2, 30)
        }
        #expect(file.read(30).data.count == (isBehindFilemark ? 0 : 30))
        #expect(file.close() == 0)
    }

    @Test("Sense data that lies about residuals breaks nothing", arguments: [0, 512])
    func lyingResiduals(_ blockLength: Int) throws {
        for information: Int64 in [.min, -1, 0, 1, 4, 5, 1 << 31, .max] {
            for (filemark, eom, ili, key) in [
                (true, false, false, SenseKey.noSense), (false, true, false, .noSense),
                (false, false, true, .noSense), (false, false, false, .blankCheck),
                (false, true, false, .volumeOverflow), (true, true, true, .mediumError),
            ] {
                let drive = ScriptedDrive()
                let device = TapeDevice(initiator: drive)
                let file = OpenTape(
                    try device.open(flags: O_RDWR, isRewinding: false).get())
                #expect(file.operate(.setblk, blockLength) == 0)
                var sense = SenseData(key, .none)
                (sense.filemark, sense.eom, sense.ili) = (filemark, eom, ili)
                sense.information = information
                drive.set {
                    $0.sense = sense
                    $0.data = content(2, 300)
                }
                for operation in [OpenTape.Operation.fsf, .bsf, .fsr, .bsr, .fsfm, .weof, .eom] {
                    _ = file.operate(operation, 3)
                    _ = try file.status()
                }
                let read = file.read(2048)
                #expect(read.data.count <= 2048)
                let write = file.write(content(3, 2048))
                #expect((0...2048).contains(write.result))
                _ = file.close()
            }
        }
    }

    private func failure(_ device: TapeDevice, _ flags: Int32) -> Int32 {
        switch device.open(flags: flags, isRewinding: true) {
        case .success(let file): file.close().error
        case .failure(let failure): failure.error
        }
    }
}

/// A drive that says what it is told to.
private final class ScriptedDrive: Initiator, Sendable {
    struct Script {
        var notReady: SenseData?
        var attentions = 0
        var busy = 0
        var sense: SenseData?
        var data: [UInt8] = []
        var count = 0
        var blockLength: [UInt8] = [0, 0, 0]
    }
    private let script = Mutex(Script())

    var count: Int { script.withLock { $0.count } }

    func set(_ change: (inout Script) -> Void) { script.withLock { change(&$0) } }

    func execute(_ request: CommandRequest) -> Reply {
        script.withLock { script in
            script.count += 1
            func check(_ sense: SenseData) -> Reply {
                Reply(
                    status: .checkCondition, sense: sense.encoded(.descriptor),
                    dataIn: script.data)
            }
            if script.busy > 0 {
                script.busy -= 1
                return Reply(status: .busy)
            }
            if script.attentions > 0 {
                script.attentions -= 1
                return check(SenseData(.unitAttention, .powerOnOrReset))
            }
            if let sense = script.notReady { return check(sense) }
            switch request.cdb[0] {
            case 0x00: return Reply(status: .good)
            case 0x05: return Reply(status: .good, dataIn: [0, 0xFF, 0xFF, 0xFF, 0, 1])
            case 0x1A:
                return Reply(
                    status: .good, dataIn: [11, 0, 0x10, 8, 0, 0, 0, 0, 0] + script.blockLength)
            case 0x15:
                script.blockLength = Array(request.dataOut[9..<12])
                return Reply(status: .good)
            default:
                if let sense = script.sense { return check(sense) }
                return Reply(status: .good, dataIn: script.data)
            }
        }
    }
}
