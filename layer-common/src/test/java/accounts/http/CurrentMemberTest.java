package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.password.Password;
import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CurrentMemberTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final CurrentMember current = new CurrentMember(members);
  private final Member alice = Members.active("alice@example.com", "alice", clock.instant());

  private Member find(String password) {
    return current.find(alice.id(), Password.of(password), Members.HASHER);
  }

  private static void assertRefused(Runnable call, int status, ErrorCode code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.code()).isEqualTo(code);
            });
  }

  @Test
  void find_activeMember_isFound() {
    members.put(alice);

    assertThat(current.find(alice.id())).isEqualTo(alice);
    assertThat(find(Members.PASSWORD)).isEqualTo(alice);
  }

  @Test
  void find_nobody_is401() {
    assertRefused(() -> current.find(new MemberId("nobody")), 401, ErrorCode.ACCESS_TOKEN_INVALID);
    assertRefused(() -> find(Members.PASSWORD), 401, ErrorCode.ACCESS_TOKEN_INVALID);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"PENDING", "DISABLED"},
      value = MemberStatus.class)
  void find_notActive_is401WhateverThePassword(MemberStatus status) {
    members.put(Members.with(alice, status));

    assertRefused(() -> current.find(alice.id()), 401, ErrorCode.ACCESS_TOKEN_INVALID);
    assertRefused(() -> find(Members.PASSWORD), 401, ErrorCode.ACCESS_TOKEN_INVALID);
    assertRefused(() -> find("wrong password"), 401, ErrorCode.ACCESS_TOKEN_INVALID);
  }

  @Test
  void find_wrongPassword_is403() {
    members.put(alice);

    assertRefused(() -> find("wrong password"), 403, ErrorCode.WRONG_PASSWORD);
  }

  @Test
  void find_storeDown_isSaidToBe() {
    members.put(alice);
    members.faults().failAfter(0);

    assertThatThrownBy(() -> current.find(alice.id()))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
