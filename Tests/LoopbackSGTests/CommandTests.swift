import Foundation
import Testing
import Timebase

/// SG_IO: what comes back, and what is refused.
@Suite struct CommandTests {
    @Test func partsResidualAndSense() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            header = Header([0x12, 0, 0, 0, 36, 0], FROM, 96).send(fd)
            assert header.resid == 60 and header.status == 0, header.resid
            assert header.buffer.raw[16:22] == b'DISK A' and header.buffer.raw[36:] == bytes(60)
            # Data into three places of odd lengths.
            parts = [ctypes.create_string_buffer(n) for n in (100, 1, 923)]
            list = ctypes.create_string_buffer(b''.join(
                struct.pack('QQ', ctypes.addressof(part), len(part)) for part in parts))
            header = Header(read10(60, 2).cdb_buffer.raw, FROM, 1024, iovecs=3,
                data=bytes(1024))
            values = [getattr(header, name) for name in names]
            values[names.index('data')] = ctypes.addressof(list)
            header.bytes.raw = HEADER.pack(*values)
            header.send(fd)
            assert b''.join(part.raw for part in parts) == block(60) + block(61)
            # Beyond the end: ILLEGAL REQUEST, LOGICAL BLOCK ADDRESS OUT OF RANGE.
            header = read10(5000).send(fd)
            assert (header.status, header.masked, header.driver, header.info & 1) == (2, 1, 8, 1)
            assert header.sense_buffer.raw[2] == 5 and header.sense_buffer.raw[12] == 0x21
            assert header.sb_len == 18 and header.resid == 512
            short = read10(5000)
            short.bytes.raw = short.bytes.raw[:9] + b'\\x04' + short.bytes.raw[10:]
            assert short.send(fd).sb_len == 4 and short.sense_buffer.raw[4:] == bytes(60)
            # TO_FROM_DEV shows the program's own bytes behind those of the device.
            header = Header([0x12, 0, 0, 0, 36, 0], -4, 96, data=b'z' * 96).send(fd)
            assert header.buffer.raw[36:] == b'z' * 60 and header.resid == 60
            """)
    }

    @Test func whatIsWrongIsRefusedAsSGDoes() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            def change(header, **others):
                header.bytes.raw = HEADER.pack(*[others.get(n, getattr(header, n)) for n in names])
                return header
            fails(errno.ENOSYS, change(ready(), id=ord('T')).send, fd)
            fails(errno.EMSGSIZE, change(ready(), cmd_len=5).send, fd)
            fails(errno.EMSGSIZE, change(ready(), cmd_len=255).send, fd)
            fails(errno.EMSGSIZE, change(ready(), cdb=0).send, fd)
            fails(errno.EINVAL, change(ready(), direction=-9).send, fd)
            fails(errno.EINVAL, change(ready(), length=512).send, fd)
            fails(errno.EINVAL, change(ready(), direction=0, length=512).send, fd)
            fails(errno.EINVAL, change(read10(0), direction=0).send, fd)
            fails(errno.EINVAL, change(write10(0, block(1)), data=0).send, fd)
            fails(errno.ENOMEM, change(read10(0), length=(8 << 20) + 1).send, fd)
            fails(errno.ENOMEM, change(read10(0, 200), length=102400, flags=4).send, fd)
            fails(errno.EINVAL, change(read10(0), flags=5).send, fd)
            assert ready().send(fd).status == 0
            # Not given, where there is nothing to move: as NONE.
            assert change(ready(), direction=0).send(fd).status == 0
            header = change(read10(5000, 0), direction=0, length=0, data=0).send(fd)
            assert (header.status, header.sense_buffer.raw[12]) == (2, 0x21)
            """)
        #expect(try bench.blocks("a", 0..<1) == LoopbackBench.block(0))
    }

    @Test func versionFourIsServed() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            FOUR = struct.Struct('iIIIQIIIIQIIIIQQIIIIQ' + 'IIIIIIIiiQII')
            def four(cdb, din=0, dout=b''):
                keep = [ctypes.create_string_buffer(bytes(b)) for b in
                    (cdb, bytes(max(1, din)), dout or b'.', bytes(64))]
                at = [ctypes.addressof(b) for b in keep]
                raw = struct.pack('=iIIIQQIIIIQIIIIQQIIQ', ord('Q'), 0, 0, len(cdb), at[0], 0, 0, 0,
                    0, 64, at[3], 0, len(dout), 0, din, at[2] if dout else 0,
                    at[1] if din else 0, 20000, 0, 0)
                return keep, ctypes.create_string_buffer(raw + bytes(160 - len(raw)), 160)
            def send(fd, keep, raw):
                if libc.ioctl(fd, ctypes.c_ulong(SG_IO), raw) != 0:
                    raise OSError(ctypes.get_errno(), 'SG_IO')
                out = struct.unpack_from('=IIIIIIIii', raw.raw, 108)
                driver, transport, device, _, info, _, sense, din, dout = out
                return keep, (driver, transport, device, info, sense, din, dout)
            for path in ('/dev/bsg0', '/dev/sg0'):
                fd = os.open(path, os.O_RDWR)
                keep, out = send(fd, *four([0x28, 0, 0, 0, 0, 70, 0, 0, 2, 0], din=2048))
                assert keep[1].raw[:1024] == block(70) + block(71), path
                assert out == (0, 0, 0, 0, 0, 1024, 0), out
                keep, out = send(fd, *four([0x2A, 0, 0, 0, 0, 80, 0, 0, 1, 0], dout=block(999)))
                keep, out = send(fd, *four([0x0D, 0, 0, 0, 0, 0]))
                assert keep[3].raw[2] == 5 and keep[3].raw[12] == 0x20, out
                assert out == (8, 0, 2, 1, 18, 0, 0), out
                fails(errno.EOPNOTSUPP, send, fd, *four([0] * 6, din=4, dout=b'abcd'))
            fails(errno.EINVAL, ready().send, os.open('/dev/bsg0', os.O_RDWR))
            """)
        #expect(try bench.blocks("a", 80..<81) == LoopbackBench.block(999))
    }

    @Test func theReservedBufferIsMapped() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg1', os.O_RDWR)
            set(fd, 0x2275, 65536)
            memory = mmap.mmap(fd, 65536)
            def mapped(header):
                header.bytes.raw = HEADER.pack(*[
                    {'data': 0, 'flags': 4}.get(n, getattr(header, n)) for n in names])
                return header
            mapped(read10(30, 3)).send(fd)
            assert memory[:1536] == b''.join(block(1 << 16 | n) for n in (30, 31, 32))
            memory[:512] = block(555)
            mapped(write10(90, bytes(512))).send(fd)
            try: mmap.mmap(fd, 1 << 20)
            except OSError as error: assert error.errno == errno.ENOMEM
            else: assert False
            fails(errno.EBUSY, set, fd, 0x2275, 4096)
            """)
        #expect(try bench.blocks("b", 90..<91) == LoopbackBench.block(555))
    }

    @Test func aCommandThatTakesTooLongTimesOut() throws {
        let bench = try LoopbackBench(
            timing: .init(perCommand: .milliseconds(1500), perMebibyte: .zero))
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            header = Header([0x12, 0, 0, 0, 96, 0], FROM, 96, timeout=200).send(fd)
            assert header.host == 3 and header.info & 1 and header.status == 0, header.host
            # What comes late is not taken for the next command's.
            header = read10(17).send(fd)
            assert header.host == 0 and header.buffer.raw == block(17), header.host
            """)
    }

    @Test func aSignalInterruptsOrDoesNot() throws {
        let bench = try LoopbackBench(
            timing: .init(perCommand: .milliseconds(700), perMebibyte: .zero))
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            set(fd, 0x2287, 1)
            def run(header):
                return libc.ioctl(fd, ctypes.c_ulong(SG_IO), header.bytes), ctypes.get_errno()
            # The threads that tests run on block it, and processes inherit that.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            kept = Header(read10(5).cdb_buffer.raw, FROM, 512, pack_id=77)
            got = run(kept)
            assert got == (-1, errno.EINTR), (got, kept.status, kept.duration)
            # KEEP_ORPHAN: the reply waits for read(2).
            reply = HEADER.unpack(os.read(fd, 88))
            assert reply[names.index('pack_id')] == 77 and kept.buffer.raw == block(5)
            signal.siginterrupt(signal.SIGALRM, False)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            header = read10(6)
            assert run(header)[0] == 0 and header.buffer.raw == block(6)
            """)
    }

    @Test func theOldCommandIoctlSends() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            data = ctypes.create_string_buffer(
                struct.pack('II', 0, 96) + bytes([0x12, 0, 0, 0, 96, 0]), 200)
            assert libc.ioctl(fd, ctypes.c_ulong(1), data) == 0
            assert data.raw[8 + 16:8 + 22] == b'DISK A'
            data = ctypes.create_string_buffer(
                struct.pack('II', 512, 0) + bytes([0x2A, 0, 0, 0, 0, 44, 0, 0, 1, 0]) + block(444))
            assert libc.ioctl(fd, ctypes.c_ulong(1), data) == 0
            assert libc.ioctl(fd, ctypes.c_ulong(2), 0) == 0
            """)
        #expect(try bench.blocks("a", 44..<45) == LoopbackBench.block(444))
    }
}
