import Foundation
import Testing

/// What reaches a driver's open file: st's and sd's calls.
@Suite struct DriverFileTests {
    @Test func bytesArriveWhereTheyBelong() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            content = bytes((n * 7 + (n >> 8)) & 255 for n in range(70000))
            fd = os.open('/dev/sda', os.O_RDWR)
            assert os.read(fd, 1000) == content[:1000]
            assert os.pread(fd, 100, 5000) == content[5000:5100]
            assert os.read(fd, 10) == content[1000:1010]
            assert os.lseek(fd, -5, os.SEEK_END) == 69995
            assert os.read(fd, 100) == content[-5:] and os.read(fd, 100) == b''
            assert os.lseek(fd, 7, os.SEEK_SET) == 7 and os.lseek(fd, 3, os.SEEK_CUR) == 10
            parts = [bytearray(3), bytearray(0), bytearray(40)]
            assert os.readv(fd, parts) == 43
            assert bytes(parts[0]) + bytes(parts[2]) == content[10:53]
            assert os.pwrite(fd, b'distinct', 20000) == 8
            assert os.pwritev(fd, [b'ab', b'cde'], 30000) == 5
            assert os.preadv(fd, [bytearray(4)], 20001) == 4
            assert os.pread(fd, 10, 19999) == content[19999:20000] + b'distinct' + content[20008:20009]
            assert os.pread(fd, 5, 30000) == b'abcde'
            fails(errno.ENOSPC, os.pwrite, fd, b'x', 70000)
            os.fsync(fd); os.fdatasync(fd)
            size = ctypes.c_ulonglong()
            assert libc.ioctl(fd, ctypes.c_ulong(0x80081272), ctypes.byref(size)) == 0
            assert size.value == 70000
            assert number(fd, 0x1268) == 512
            assert libc.ioctl(fd, ctypes.c_ulong(0x1261), 99) == 99
            fails(errno.ENOTTY, set, fd, 0x1299, 0)
            fails(errno.EINVAL, os.ftruncate, fd, 0)
            out = os.open('/dev/null', os.O_WRONLY)
            fails(errno.EINVAL, os.copy_file_range, fd, out, 10)
            assert os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED) is None
            assert select.select([fd], [fd], [], 1)[:2] == ([fd], [fd])
            # SG_IO goes past the driver.
            assert read10(12).send(fd).buffer.raw == block(12)
            os.close(fd)
            fd = os.open('/dev/sda', os.O_RDONLY)
            fails(errno.EBADF, os.write, fd, b'x')
            with os.fdopen(fd, 'rb', buffering=0) as stream:
                stream.seek(20000)
                assert stream.read(8) == b'distinct'
            """)
        #expect(bench.provider.disk.synchronized == 2)
        let ended = try bench.run(
            "dd", ["if=/dev/sda", "bs=1000", "skip=20", "count=1", "status=none"])
        #expect(ended.output.hasPrefix("distinct"), "\(ended)")
    }

    @Test func streamsWork() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            libc.fopen.restype = ctypes.c_void_p
            stream = ctypes.c_void_p(libc.fopen(b'/dev/sda', b'r+'))
            assert libc.fseek(stream, 4000, 0) == 0
            assert libc.fputs(b'by a stream', stream) >= 0
            assert libc.fseek(stream, 3999, 0) == 0
            buffer = ctypes.create_string_buffer(20)
            assert libc.fread(buffer, 1, 12, stream) == 12
            assert buffer.raw[1:12] == b'by a stream', buffer.raw
            assert libc.fclose(stream) == 0
            """)
    }

    @Test func closeWaitsForATapeAndSaysHowItWent() throws {
        let bench = try LoopbackBench()
        bench.provider.tape.setClose(error: ENOSPC, delay: 200_000)
        try bench.python(
            """
            fd = os.open('/dev/nst0', os.O_RDWR)
            fails(errno.EBUSY, os.open, '/dev/st0', os.O_RDWR)
            copy = os.dup(fd)
            begin = time.monotonic()
            os.close(fd)
            operation = struct.pack('hi', 5, 42)
            assert libc.ioctl(copy, ctypes.c_ulong(0x40086d01), operation) == 42
            fails(errno.ENOSPC, os.close, copy)
            assert time.monotonic() - begin > 0.19
            # A program that ends closes as well, and the next open comes after that.
            if os.fork() == 0:
                os.open('/dev/nst0', os.O_RDWR)
                os._exit(0)
            os.wait()
            os.open('/dev/st0', os.O_RDWR)
            """)
    }
}
