import Foundation
import Testing
import Timebase

/// sg's interface of write(2) and read(2), and its ioctls, by programs of Python.
@Suite struct QueueTests {
    @Test func repliesAreReadInTheirOrder() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            poll = select.poll(); poll.register(fd, select.POLLIN)
            assert poll.poll(0) == []
            sent = [read10(lba) for lba in range(40, 56)]
            for index, header in enumerate(sent):
                header.bytes.raw = HEADER.pack(*[
                    {'pack_id': 100 + index, 'user': 7 * index}.get(name, getattr(header, name))
                    for name in names])
                assert os.write(fd, header.bytes.raw) == 88
            fails(errno.EDOM, os.write, fd, read10(0).bytes.raw)
            assert poll.poll(5000) == [(fd, select.POLLIN)]
            time.sleep(0.2)
            assert number(fd, 0x227d) == 16
            assert number(fd, 0x227c) == 100
            for index, header in enumerate(sent):
                reply = HEADER.unpack(os.read(fd, 88))
                got = dict(zip(names, reply))
                assert (got['pack_id'], got['user']) == (100 + index, 7 * index), got
                assert got['status'] == 0 and got['resid'] == 0 and got['info'] == 0, got
                assert header.buffer.raw == block(40 + index), index
            assert poll.poll(0) == []
            os.set_blocking(fd, False)
            fails(errno.EAGAIN, os.read, fd, 88)
            """)
    }

    @Test func aReplyIsReadByItsPackIdentifier() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR | os.O_NONBLOCK)
            set(fd, 0x227b, 1)
            kept = []
            for lba in (3, 1, 2):
                kept.append(Header(read10(lba).cdb_buffer.raw, FROM, 512, pack_id=lba))
                os.write(fd, kept[-1].bytes.raw)
            time.sleep(0.2)
            def read(pack_id):
                bytes = ctypes.create_string_buffer(Header([0] * 6, FROM, pack_id=pack_id).bytes.raw)
                count = libc.read(fd, bytes, 88)
                if count < 0: raise OSError(ctypes.get_errno(), 'read')
                return HEADER.unpack(bytes.raw[:88])[names.index('pack_id')]
            fails(errno.EAGAIN, read, 9)
            assert [read(2), read(-1), read(1)] == [2, 3, 1]
            fails(errno.EAGAIN, read, -1)
            assert select.select([fd], [], [], 0)[0] == []
            """)
    }

    @Test func theFirstHeaderStillWorks() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg1', os.O_RDWR)
            def old(cdb, data=b'', reply=36, pack_id=5):
                head = struct.pack('iiiiI16s', 36 + len(cdb) + len(data), reply, pack_id, 0, 0, b'')
                return head + bytes(cdb) + data
            data = block(777)
            packet = old([0x2A, 0, 0, 0, 0, 9, 0, 0, 1, 0], data)
            assert os.write(fd, packet) == len(packet)
            fails(errno.EDOM, os.write, fd, packet)
            reply = os.read(fd, 36)
            assert struct.unpack('iiii', reply[:16]) == (36, 36, 5, 0), reply
            os.write(fd, old([0x28, 0, 0, 0, 0, 9, 0, 0, 1, 0], reply=36 + 512, pack_id=6))
            reply = os.read(fd, 4096)
            assert len(reply) == 548 and reply[36:] == data
            # Sense data of an unknown command, CHECK CONDITION shifted, DRIVER_SENSE.
            os.write(fd, old([0x0D] + [0] * 5, pack_id=8))
            reply = os.read(fd, 36)
            word = struct.unpack_from('I', reply, 16)[0]
            assert word >> 1 & 31 == 1 and word >> 14 & 255 == 8, hex(word)
            assert reply[20] == 0x70 and reply[22] == 5 and reply[32] == 0x20, reply.hex()
            # A longer command than its code says, by SG_NEXT_CMD_LEN.
            set(fd, 0x2283, 10)
            os.write(fd, old([0xC0] + [0] * 9))
            assert os.read(fd, 36)[22] == 5
            fails(errno.EIO, os.write, fd, old([0x28, 0, 0, 0, 0, 0]))
            fails(errno.EIO, os.write, fd, b'x' * 20)
            """)
        #expect(try bench.blocks("b", 9..<10) == LoopbackBench.block(777))
    }

    @Test func settingsBelongToTheOpenFile() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg2', os.O_RDWR)
            other = os.open('/dev/sg2', os.O_RDWR)
            copy = os.dup(fd)
            assert number(fd, 0x2282) == 30536
            assert libc.ioctl(fd, ctypes.c_ulong(0x2202), 0) == 6000
            set(fd, 0x2201, 123)
            assert libc.ioctl(copy, ctypes.c_ulong(0x2202), 0) == 123
            assert libc.ioctl(other, ctypes.c_ulong(0x2202), 0) == 6000
            assert number(fd, 0x2272) == 32768
            set(copy, 0x2275, 1 << 20)
            assert number(fd, 0x2272) == 1 << 20 and number(other, 0x2272) == 32768
            fails(errno.EINVAL, set, fd, 0x2275, -1)
            for get, put in ((0x2270, 0x2271), (0x2288, 0x2287)):
                assert number(fd, get) == 0
                set(fd, put, 1)
                assert number(copy, get) == 1
            assert number(fd, 0x2289) == 2
            identity = (ctypes.c_int * 8)(*[-1] * 8)
            assert libc.ioctl(fd, ctypes.c_ulong(0x2276), identity) == 0
            assert list(identity) == [0, 0, 0, 2, 1, 16 | 16 << 16, 0, 0], list(identity)
            words = (ctypes.c_uint * 2)()
            assert libc.ioctl(fd, ctypes.c_ulong(0x5382), words) == 0 and words[0] == 2 << 8
            assert number(fd, 0x5386) == 0 and number(fd, 0x2203) == 0
            fails(errno.ENOTTY, number_of := lambda: set(fd, 0x1234, 0))
            """)
    }

    @Test func requestsUnderWayAreListed() throws {
        let bench = try LoopbackBench(
            timing: .init(perCommand: .milliseconds(300), perMebibyte: .zero))
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            header = Header([0x12, 0, 0, 0, 96, 0], FROM, 96, pack_id=42, user=4242)
            os.write(fd, header.bytes.raw)
            entry = struct.Struct('bbbbiQIi')
            table = ctypes.create_string_buffer(entry.size * 16)
            def first():
                assert libc.ioctl(fd, ctypes.c_ulong(0x2286), table) == 0
                return entry.unpack(table.raw[:entry.size])
            assert first()[:6] == (1, 0, 0, 0, 42, 4242), first()
            time.sleep(0.6)
            state = first()
            assert state[:6] == (2, 0, 0, 0, 42, 4242) and 250 < state[6] < 2000, state
            reply = dict(zip(names, HEADER.unpack(os.read(fd, 88))))
            assert 250 < reply['duration'] < 2000, reply
            assert first()[0] == 0
            """)
    }
}
