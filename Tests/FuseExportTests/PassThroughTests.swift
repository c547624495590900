import CLinuxSG
import Fabric
import Foundation
import Glibc
import SCSI
import Testing
import Timebase

@testable import FuseExport

/// SG_IO on a file, by unmodified programs and by hostile ones.
@Suite(.serialized) struct PassThroughTests {
    /// The fields are read by number: the numbers are the headers'.
    @Test func fieldsAreWhereTheHeadersSay() {
        let size = unsafe MemoryLayout<sg_io_hdr>.size
        #expect(size == PassThroughCommand.headerSize)
        #expect(MemoryLayout<sg_io_v4>.size == PassThroughCommand.headerSizeV4)
        let places: [(Int?, Int)] = [
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.dxfer_direction), 4),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.cmd_len), 8),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.mx_sb_len), 9),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.iovec_count), 10),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.dxfer_len), 12),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.dxferp), 16),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.cmdp), 24),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.sbp), 32),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.timeout), 40),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.flags), 44),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.status), 64),
            (unsafe MemoryLayout<sg_io_hdr>.offset(of: \.info), 80),
            (MemoryLayout<sg_io_v4>.offset(of: \.request_len), 12),
            (MemoryLayout<sg_io_v4>.offset(of: \.request), 16),
            (MemoryLayout<sg_io_v4>.offset(of: \.max_response_len), 44),
            (MemoryLayout<sg_io_v4>.offset(of: \.response), 48),
            (MemoryLayout<sg_io_v4>.offset(of: \.dout_iovec_count), 56),
            (MemoryLayout<sg_io_v4>.offset(of: \.dout_xfer_len), 60),
            (MemoryLayout<sg_io_v4>.offset(of: \.din_iovec_count), 64),
            (MemoryLayout<sg_io_v4>.offset(of: \.din_xfer_len), 68),
            (MemoryLayout<sg_io_v4>.offset(of: \.dout_xferp), 72),
            (MemoryLayout<sg_io_v4>.offset(of: \.din_xferp), 80),
            (MemoryLayout<sg_io_v4>.offset(of: \.timeout), 88),
            (MemoryLayout<sg_io_v4>.offset(of: \.driver_status), 108),
            (MemoryLayout<sg_io_v4>.offset(of: \.dout_resid), 140),
        ]
        for (found, expected) in places { #expect(found == expected) }
    }

    @Test(.enabled(if: isInstalled("sg_inq"), "sg3-utils are not installed"))
    func sg3Utils() throws {
        let bench = try MountedBench(byteCount: 4 << 20)
        let (disk, tape) = (bench.path("sg/disk0"), bench.path("sg/tape0"))
        let inquiry = try run(["sg_inq", disk]).text
        #expect(inquiry.contains("Vendor identification: SANBENCH"))
        #expect(inquiry.contains("Product identification: VIRTUAL DISK"))
        #expect(try run(["sg_inq", "--page=sn", disk]).text.contains("Unit serial number: D0"))
        #expect(try run(["sg_inq", tape]).text.contains("VIRTUAL TAPE"))
        // Unit attentions are told, as to any program.
        #expect(try run(["sg_turs", disk], expecting: nil).status == 6)
        try run(["sg_turs", "--num=50", disk])
        #expect(try run(["sg_readcap", "--long", disk]).text.contains("Last LBA=8191"))
        let content = distinctBytes(64 << 10, seed: 90)
        try bench.write(content, "disk0", at: 100)
        let copy = bench.folder.path("copy")
        let raw = ["sg_raw", "--request=1024", "--outfile=\(copy)", disk]
        try run(raw + ["28", "00", "00", "00", "00", "66", "00", "00", "02", "00"])
        try expectSame(bytes(of: copy), Array(content[1024..<2048]))
        // What a CDB asks for that is not on the disk.
        let beyond = ["sg_raw", "--request=512", disk]
        let refused = try run(
            beyond + ["28", "00", "00", "00", "20", "00", "00", "00", "01", "00"], expecting: nil)
        #expect(refused.status == 22)
        #expect(refused.errors.contains("Logical block address out of range"))
    }

    /// It sends SG_IO to character devices alone: here it reads and writes, which are commands too.
    @Test(.enabled(if: isInstalled("sg_dd"), "sg3-utils are not installed"))
    func sgDDCopiesImages() throws {
        let bench = try MountedBench(byteCount: 4 << 20)
        let content = distinctBytes(96 << 10, seed: 91)
        try bench.write(content, "disk0", at: 100)
        let disks = bench.path("disks/")
        try run([
            "sg_dd", "if=\(disks)disk0.img", "of=\(disks)disk1.img", "bs=512", "skip=100",
            "seek=40", "count=192",
        ])
        try expectSame(bench.blocks("disk1", 40, 192), content)
    }

    /// Every kind of header that a program can get wrong, and both versions as they should be.
    @Test func headersOfAllKinds() throws {
        let bench = try MountedBench(byteCount: 1 << 20)
        let content = distinctBytes(8192, seed: 92)
        try bench.write(content, "disk0", at: 3)
        let script = bench.folder.path("script.py")
        try Data(Self.script.utf8).write(to: URL(filePath: script))
        let output = bench.folder.path("read")
        let result = try run(["python3", script, bench.path("sg/disk0"), output])
        #expect(result.text.hasSuffix("done\n"), "\(result.text)\(result.errors)")
        // Version 3 into two ranges of memory, then version 4 into one.
        try expectSame(bytes(of: output), content + content)
        try expectSame(bench.blocks("disk0", 100, 2), [UInt8](repeating: 0x5A, count: 1024))
        try expectSame(bench.blocks("disk0", 102, 2), [UInt8](repeating: 0xA5, count: 1024))
    }

    @Test(.enabled(if: geteuid() == 0 && isInstalled("setpriv"), "needs root and setpriv"))
    func anotherUserGetsNothing() throws {
        let bench = try MountedBench()
        let path = bench.path("sg/disk0")
        let command = ["setpriv", "--reuid=65534", "--clear-groups", "sg_inq", path]
        #expect(try run(command, expecting: nil).status != 0)
    }

    /// Programs that are interrupted or killed get away before their commands end; the disk goes
    /// on.
    @Test func programsThatVanish() throws {
        let slow = DeviceTiming(perCommand: .seconds(5), perMebibyte: .zero)
        let bench = try MountedBench(timing: slow)
        // Threads of a test block signals, and programs inherit that.
        let unblocked = [
            "python3", "-c",
            "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, [])\n"
                + "os.execvp(sys.argv[1], sys.argv[1:])",
        ]
        for (signal, id) in [("INT", "disk0"), ("KILL", "disk1")] {
            let command = [
                "timeout", "--signal=\(signal)", "0.3", "sg_turs", bench.path("sg/\(id)"),
            ]
            #expect(try run(unblocked + command, expecting: nil).status != 0)
            #expect(try bench.commandCount(id) == 0, "or it waited for its command")
        }
        let inquiry = try run(["sg_inq", bench.path("sg/disk1")]).text
        #expect(inquiry.contains("VIRTUAL DISK"))
    }

    /// A command that takes longer than its program wants to wait: DID_TIME_OUT.
    @Test func commandsTimeOut() throws {
        let slow = DeviceTiming(perCommand: .milliseconds(900), perMebibyte: .zero)
        let bench = try MountedBench(timing: slow)
        let script = """
            import ctypes, fcntl, os, struct, sys
            cdb = ctypes.create_string_buffer(bytes(6), 6)
            h = bytearray(88)
            struct.pack_into('<iiBBHIQQQI', h, 0, 0x53, -1, 6, 0, 0, 0, 0,
                             ctypes.addressof(cdb), 0, 200)
            fcntl.ioctl(os.open(sys.argv[1], os.O_RDWR), 0x2285, h)
            print(h[64], h[68], h[80])
            """
        let text = try run(["python3", "-c", script, bench.path("sg/disk0")]).text
        #expect(text == "0 3 1\n")
    }

    private static let script = """
        import ctypes, errno, fcntl, os, struct, sys
        f = os.open(sys.argv[1], os.O_RDWR)
        keep = []
        def memory(data):
            keep.append(ctypes.create_string_buffer(bytes(data), len(data)))
            return ctypes.addressof(keep[-1])
        def taken(count=None): return keep[-1].raw
        def v3(cdb, direction=-1, length=0, data=0, iovecs=0, mark=0x53, cdb_length=None,
               cdb_at=None, sense=64, flags=0):
            h = bytearray(88)
            sense_at = memory(bytes(sense)) if sense else 0
            struct.pack_into('<iiBBHIQQQII', h, 0, mark, direction,
                             len(cdb) if cdb_length is None else cdb_length, sense, iovecs,
                             length, data, memory(cdb) if cdb_at is None else cdb_at,
                             sense_at, 5000, flags)
            return h
        def send(h): return fcntl.ioctl(f, 0x2285, h)
        def refused(number, h):
            try: send(h)
            except OSError as e:
                assert e.errno == number, (e, number)
            else: raise AssertionError('accepted, not ' + errno.errorcode[number])
        tur = bytes(6)
        read = bytes([0x28, 0, 0, 0, 0, 3, 0, 0, 16, 0])
        while True:
            h = v3(tur); send(h)
            if h[64] == 0: break
            assert h[64] == 2 and h[65] == 1 and h[67] >= 18 and h[70] == 8 and h[80] == 1
        # Two ranges of memory for one command; more is asked for than comes.
        a, b = memory(bytes(3000)), memory(bytes(6000))
        first, second = keep[-2], keep[-1]
        iov = memory(struct.pack('<QQQQ', a, 3000, b, 6000))
        h = v3(read, -3, 9000, iov, 2)
        send(h)
        assert h[64] == 0 and struct.unpack_from('<i', h, 72)[0] == 9000 - 8192
        out = open(sys.argv[2], 'wb')
        out.write(first.raw + second.raw[:5192])
        assert second.raw[5192:] == bytes(808)
        # Writing, with no more than the CDB names, and with less.
        write = bytes([0x2A, 0, 0, 0, 0, 100, 0, 0, 2, 0])
        h = v3(write, -2, 1024, memory(bytes([0x5A]) * 1024)); send(h)
        assert h[64] == 0 and struct.unpack_from('<i', h, 72)[0] == 0
        h = v3(write, -2, 512, memory(bytes([0x11]) * 512)); send(h)
        assert h[64] == 2, 'data that is missing'
        # Nothing is moved where the header says so.
        h = v3(read, -1); send(h)
        assert h[64] == 0
        h = v3(read, -3, 512, 0, flags=0x10000); send(h)
        assert h[64] == 0
        # Version 4.
        def v4(cdb, din=0, din_at=0, dout=0, dout_at=0, protocol=0, length=None, din_iovecs=0):
            h = bytearray(160)
            struct.pack_into('<iIIIQ', h, 0, 0x51, protocol, 0,
                             len(cdb) if length is None else length, memory(cdb))
            struct.pack_into('<IQIIIIQQI', h, 44, 64, memory(bytes(64)), 0, dout, din_iovecs, din,
                             dout_at, din_at, 5000)
            return h
        at = memory(bytes(8192)); data = keep[-1]
        h = v4(read, 8192, at); send(h)
        assert struct.unpack_from('<IIIIIIIii', h, 108)[:5] == (0, 0, 0, 0, 0)
        out.write(data.raw); out.close()
        write = bytes([0x2A, 0, 0, 0, 0, 102, 0, 0, 2, 0])
        h = v4(write, 0, 0, 1024, memory(bytes([0xA5]) * 1024)); send(h)
        assert struct.unpack_from('<I', h, 116)[0] == 0
        h = v4(bytes([0xEE] + [0] * 15)); send(h)
        driver, host, status, _, info, _, length, _, _ = struct.unpack_from('<IIIIIIIii', h, 108)
        assert (driver, host, status, info) == (8, 0, 2, 1) and length >= 18
        # What is wrong.
        refused(errno.ENOTTY, v3(tur, mark=0x54))
        refused(errno.EMSGSIZE, v3(tur, cdb_length=5))
        refused(errno.EMSGSIZE, v3(tur, cdb_length=253))
        refused(errno.EFAULT, v3(tur, cdb_at=0))
        refused(errno.EFAULT, v3(tur, cdb_at=2**64 - 3))
        refused(errno.EFAULT, v3(read, -3, 8192, 8))
        refused(errno.EFAULT, v3(write, -2, 1024, 8))
        refused(errno.EFAULT, v3(read, -3, 8192, 8, 1))
        refused(errno.ENOMEM, v3(read, -3, 2**32 - 1, at))
        refused(errno.EINVAL, v3(read, -3, 8192, at, 65535))
        refused(errno.EINVAL, v3(read, -9, 8192, at))
        refused(errno.EINVAL, v3(read, -3, 8192, at, flags=4))
        refused(errno.EFAULT, v3(read, -3, 8192, memory(struct.pack('<QQ', 8, 2**63)), 1))
        refused(errno.EINVAL, v4(tur, protocol=1))
        refused(errno.EINVAL, v4(tur, length=2**32 - 1))
        refused(errno.EOPNOTSUPP, v4(read, 8192, at, 8192, at))
        try: fcntl.ioctl(f, 0x2285, 0)
        except OSError as e: assert e.errno == errno.EFAULT, e
        else: raise AssertionError('a header at address 0')
        # The simple ones.
        def number(request, value=0):
            n = bytearray(struct.pack('<i', value)); fcntl.ioctl(f, request, n)
            return struct.unpack('<i', n)[0]
        assert number(0x2282) >= 30000
        assert fcntl.ioctl(f, 0x2202) == 6000
        number(0x2201, 500)
        assert fcntl.ioctl(f, 0x2202) == 500
        number(0x2275, 65536)
        assert number(0x2272) == 65536
        identity = bytearray(32); fcntl.ioctl(f, 0x2276, identity)
        assert struct.unpack_from('<5i', identity) == (0, 0, 0, 0, 0)
        number(0x2284, 1)
        h = v3(tur); send(h)
        assert h[64] == 2, 'a reset is told'
        try: number(0x1234)
        except OSError as e: assert e.errno == errno.ENOTTY
        else: raise AssertionError('an unknown ioctl')
        try: os.pread(f, 100, 0)
        except OSError as e: assert e.errno == errno.EINVAL
        print('done')
        """
}
