/// What the tests' Python scripts begin with.
enum Prelude {
    static let python = """
        import ctypes, errno, fcntl, mmap, os, select, signal, stat, struct, sys, threading, time
        libc = ctypes.CDLL(None, use_errno=True)
        SG_IO, FROM, TO, NONE = 0x2285, -3, -2, -1
        HEADER = struct.Struct('iiBBHIQQQIIiQBBBBHHiII0Q')
        names = ('id direction cmd_len mx_sb_len iovecs length data cdb sense timeout flags pack_id'
            ' user status masked msg sb_len host driver resid duration info').split()

        class Header:
            '''An sg_io_hdr_t and the memory that it points to.'''
            def __init__(self, cdb, direction=NONE, length=0, data=None, **others):
                self.cdb_buffer = ctypes.create_string_buffer(bytes(cdb), len(cdb))
                self.sense_buffer = ctypes.create_string_buffer(64)
                self.buffer = ctypes.create_string_buffer(
                    data if data is not None else bytes(length), max(1, length))
                values = dict.fromkeys(names, 0)
                values.update(id=ord('S'), direction=direction, cmd_len=len(cdb), mx_sb_len=64,
                    length=length, cdb=ctypes.addressof(self.cdb_buffer),
                    sense=ctypes.addressof(self.sense_buffer), timeout=60000)
                if length: values['data'] = ctypes.addressof(self.buffer)
                values.update(others)
                self.bytes = ctypes.create_string_buffer(
                    HEADER.pack(*(values[name] for name in names)), 88)
            def __getattr__(self, name):
                return HEADER.unpack(self.bytes.raw)[names.index(name)]
            def send(self, fd):
                if libc.ioctl(fd, ctypes.c_ulong(SG_IO), self.bytes) != 0:
                    code = ctypes.get_errno()
                    raise OSError(code, os.strerror(code))
                return self

        def block(number):
            return bytes(x & 255 for i in range(512) for x in (
                (number >> 16, number >> 8, number, number * 31 + i // 4)[i % 4],))
        def read10(lba, count=1):
            return Header(struct.pack('>BBIBHB', 0x28, 0, lba, 0, count, 0), FROM, 512 * count)
        def write10(lba, data):
            return Header(
                struct.pack('>BBIBHB', 0x2A, 0, lba, 0, len(data) // 512, 0), TO, len(data), data)
        def inquiry(): return Header([0x12, 0, 0, 0, 96, 0], FROM, 96)
        def ready(): return Header([0] * 6)
        def fails(code, call, *arguments):
            try: call(*arguments)
            except OSError as error:
                assert error.errno == code, (errno.errorcode[error.errno], errno.errorcode[code])
            else: assert False, 'it did not fail'
        def number(fd, request):
            value = ctypes.c_int(-77)
            assert libc.ioctl(fd, ctypes.c_ulong(request), ctypes.byref(value)) == 0
            return value.value
        def set(fd, request, value):
            value = ctypes.c_int(value)
            if libc.ioctl(fd, ctypes.c_ulong(request), ctypes.byref(value)) != 0:
                raise OSError(ctypes.get_errno(), 'ioctl')

        """
}
